/** A buyer of one shop as the join of all events that told of them, and the addresses they are known by. */
import { CHANNELS } from "./channel.ts";
import { emailKey } from "./email-address.ts";
import type { BuyerFields, Consent } from "./event.ts";
import type { Instant } from "./instant.ts";
import { type Evidence, joinSaid } from "./reason.ts";
import { type Registers, type Stamp, writeRegisters } from "./registers.ts";

type BuyerRegisters = Omit<BuyerFields, "consent">;

/** Plain JSON. Personal: stored encrypted. */
export interface BuyerState {
  readonly fields: Registers<BuyerRegisters>;
  readonly consent: NonNullable<BuyerFields["consent"]>;
  /** What they said of no order in particular that tells why one is unpaid (`joinSaid`). */
  readonly said: readonly Evidence[];
}

/** What people rows are keyed by. A buyer id means something within its shop only. */
export interface Address {
  readonly kind: "phone" | "email" | "im" | "buyer_id";
  /** Normalised: E.164; e-mail in lower case; `messenger:account`; the shop's id as it is. */
  readonly value: string;
}

/** Where an event stands among those that tell of a buyer. Versions count an order's events, so they have no say here. */
export const buyerStamp = ({ at, eventId }: { readonly at: Instant; readonly eventId: string }): Stamp => ({
  version: 0,
  at,
  eventId,
});

/** The later word counts; at one moment a "no" does. */
const laterConsent = (a: Consent | undefined, b: Consent): Consent => {
  if (a === undefined) return b;
  if (a.at !== b.at) return a.at > b.at ? a : b;
  if (a.given !== b.given) return a.given ? b : a;
  return a.source >= b.source ? a : b;
};

const sameConsent = (a: Consent | undefined, b: Consent): boolean =>
  a !== undefined && a.at === b.at && a.given === b.given && a.source === b.source;

/** `state` (null where the buyer was not known) joined with what one event says. The state is the same object where nothing changed. */
export const applyBuyer = (
  state: BuyerState | null,
  { consent: told = {}, ...fields }: BuyerFields,
  stamp: Stamp,
): { readonly state: BuyerState; readonly changed: boolean } => {
  // A phone and its trouble are one register: a number that is fine takes the old trouble away.
  const written: BuyerRegisters = "phone" in fields ? { ...fields, phoneProblem: fields.phoneProblem ?? null } : fields;
  const registers = writeRegisters(state?.fields ?? null, written, stamp);
  const consent = { ...state?.consent };
  let changed = registers !== state?.fields;
  for (const channel of CHANNELS) {
    const one = told[channel];
    if (one === undefined) continue;
    const winner = laterConsent(consent[channel], one);
    if (!sameConsent(consent[channel], winner)) changed = true;
    consent[channel] = winner;
  }
  if (state !== null && !changed) return { state, changed };
  return { state: { fields: registers, consent, said: state?.said ?? [] }, changed };
};

/** `state` after the buyer said something of no order in particular; the very same object where it is nothing new. */
export function hearBuyer(state: BuyerState, evidence: readonly Evidence[]): BuyerState {
  const said = joinSaid(state.said, evidence);
  return said === state.said ? state : { ...state, said };
}

const NOTHING: { readonly [Key in keyof BuyerRegisters]-?: null } = {
  id: null,
  name: null,
  phone: null,
  phoneProblem: null,
  phoneKind: null,
  email: null,
  im: null,
  locale: null,
  timezone: null,
  country: null,
  grade: null,
  paidOrders: null,
};

/** A buyer of whom nothing is known any more. What events tell of a moment before `erasure` stays out. */
export const erasedBuyer = (erasure: Stamp): BuyerState => ({
  fields: { values: NOTHING, base: erasure, exceptions: {} },
  consent: {},
  said: [],
});

/** Every address the buyer is known by, the strongest first: the shop's id, phone, e-mail, messenger accounts by name. */
export const buyerAddresses = ({ id, phone, email, im }: BuyerFields): Address[] => {
  const accounts = Object.entries(im ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    ...(id ? [{ kind: "buyer_id", value: id } as const] : []),
    ...(phone ? [{ kind: "phone", value: phone } as const] : []),
    ...(email ? [{ kind: "email", value: emailKey(email) } as const] : []),
    ...accounts.map(([messenger, account]) => ({ kind: "im", value: `${messenger}:${account}` }) as const),
  ];
};

/** What a shop tells its buyers apart by: its own id, else phone, else e-mail, else messenger account. Null where there is none. */
export const buyerIdentity = (fields: BuyerFields): Address | null => buyerAddresses(fields)[0] ?? null;

/** What of a buyer decides when and whether their orders are reminded. */
const planning = ({ fields: { values }, consent }: BuyerState) => [
  values.timezone ?? null,
  values.country ?? null,
  values.phone ?? null,
  values.email ?? null,
  values.grade ?? null,
  (values.paidOrders ?? 0) > 0,
  JSON.stringify(values.im ?? null),
  ...CHANNELS.map((channel) => consent[channel]?.given ?? null),
];

/** Whether what was learned of a buyer may change the plans of their orders. */
export const changesPlans = (before: BuyerState, after: BuyerState): boolean => {
  if (before === after) return false;
  const known = planning(before);
  return planning(after).some((value, place) => value !== known[place]);
};
