import type { PersonId } from "../domain/brand.ts";
import { plus } from "../domain/instant.ts";
import { legalCap } from "../domain/legal-hours.ts";
import type { PermitFacts } from "../domain/permit.ts";
import type { Policy } from "../domain/policy.ts";
import type { Buyer } from "../store/buyers.ts";
import type { ClaimFacts } from "./read-claim-facts.ts";

/** What a claim has decided on so far, by person: buyers of several rows may be one human. */
export interface ContactsDecided {
  /** How many contacts. */
  readonly contacts: Map<PersonId, number>;
  /** Who is thanked. */
  readonly thanked: Set<PersonId>;
}

export const noneDecided = (): ContactsDecided => ({ contacts: new Map(), thanked: new Set() });

interface CapScene {
  readonly facts: ClaimFacts;
  readonly policy: Policy;
  readonly buyer: Buyer;
  readonly decided: ContactsDecided;
}

/** Of the policy's cap and the law's, the one that leaves less: how much of it is used, by the fullest of the addresses. */
export function personCap({ facts, policy, buyer, decided }: CapScene): PermitFacts["personCap"] {
  const lawful = legalCap(facts.where.get(buyer.id)?.region ?? null);
  const caps = lawful === null ? [policy.caps.person] : [policy.caps.person, lawful];
  const [tightest] = caps
    .map(({ count, per }) => ({ used: usedWithin(per, { facts, buyer, decided }), limit: count }))
    .sort((a, b) => a.limit - a.used - (b.limit - b.used));
  return tightest ?? { used: 0, limit: 0 };
}

/** The most contacts that any of the buyer's addresses had within a span, those of this claim included. */
function usedWithin(per: number, { facts, buyer, decided }: Omit<CapScene, "policy">): number {
  const since = plus(facts.now, -per);
  const had = (id: PersonId): number => (facts.contactTimes.get(id) ?? []).filter((at) => at > since).length;
  return Math.max(0, ...buyer.people.map((id) => had(id) + (decided.contacts.get(id) ?? 0)));
}
