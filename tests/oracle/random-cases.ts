import { type Instant, instant } from "#src/domain/instant.ts";
import { completePolicy, type Policy } from "#src/domain/policy.ts";
import { solveSteps } from "#src/domain/slot.ts";
import { type OracleCase, SlotOracle } from "./slot-oracle.ts";
import { changesOf } from "./wall-clock.ts";

/** Zones with every kind of change of clocks: by an hour, half an hour and two, at midnight, south and north, and none. */
export const ORACLE_ZONES = [
  "Asia/Shanghai",
  "America/New_York",
  "America/Los_Angeles",
  "America/St_Johns",
  "America/Havana",
  "America/Santiago",
  "America/Sao_Paulo",
  "America/Nuuk",
  "Europe/London",
  "Europe/Berlin",
  "Atlantic/Azores",
  "Africa/Cairo",
  "Africa/Casablanca",
  "Asia/Beirut",
  "Asia/Jerusalem",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Australia/Sydney",
  "Pacific/Auckland",
  "Pacific/Chatham",
  "Pacific/Kiritimati",
  "Antarctica/Troll",
] as const;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Numbers that follow from a seed (mulberry32). */
function randomOf(seed: number) {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  const below = (count: number): number => Math.floor(next() * count);
  const pick = <T>(...from: readonly [T, ...T[]]): T => from[below(from.length)] ?? from[0];
  return { below, pick, chance: (share: number): boolean => next() < share };
}
type Random = ReturnType<typeof randomOf>;

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

function randomSpan(random: Random, least: number, most: number): string {
  const start = least + random.below(most - least - 15);
  const end = start + 15 + random.below(most - start - 14);
  return `${clock(start)}-${clock(end)}`;
}

function randomRemind(random: Random) {
  const lead = random.pick("0m", "10m", "30m", "2h", "30h");
  switch (random.below(8)) {
    case 0:
    case 1:
    case 2:
      return { day: 0, before: "ship_cutoff", lead };
    case 3:
      return { before: "close", lead };
    case 4:
      return { after: random.pick("0m", "20m", "3h", "1d") };
    default:
      return {
        day: random.below(3),
        between: random.pick("14:00-17:00", randomSpan(random, 0, 1440), randomSpan(random, 480, 1260)),
      };
  }
}

function randomSlots(random: Random) {
  const cuts = [...new Set(Array.from({ length: 1 + random.below(4) }, () => random.below(24) * 60))].sort(
    (a, b) => a - b,
  );
  const [first = 0] = cuts;
  if (cuts.length === 1) return [{ orders: "00:00-24:00", remind: randomRemind(random) }];
  return cuts.map((start, index) => ({
    orders: `${clock(start)}-${clock(cuts[index + 1] ?? first)}`,
    remind: randomRemind(random),
  }));
}

function randomSteps(random: Random) {
  const channels = ["call", "im", "sms", "email"].sort(() => random.below(3) - 1).slice(0, 1 + random.below(4));
  return channels.map((channel) => {
    const kind = random.below(3);
    if (kind === 0) return { channel };
    return kind === 1 ? { channel, after: random.pick("0m", "45m", "2h", "10h", "1d") } : { channel, next_slot: true };
  });
}

function randomDocument(random: Random): unknown {
  const cutoff = () => clock(random.pick(random.below(24) * 60, 600 + random.below(11) * 60));
  return {
    slots: random.chance(0.3) ? undefined : randomSlots(random),
    min_delay: random.pick("0m", "30m", "2h"),
    max_age: random.pick("6h", "48h", "48h", "3d", "5d"),
    closing_soon: random.pick({}, { lead: "0m" }, { lead: "45m" }, { lead: "20h" }, { lead: "47h" }, null),
    ship_cutoff: random.pick<unknown>("18:00", cutoff(), null, { mon: cutoff(), wed: null, sat: null, sun: cutoff() }),
    steps: random.chance(0.3) ? undefined : randomSteps(random),
    hours: random.pick(
      {},
      {},
      {},
      { default: randomSpan(random, 480, 1260), call: randomSpan(random, 480, 1260) },
      { default: "08:00-21:00", call: "08:00-21:00" },
    ),
    avoid: random.pick([], ["holidays"]),
  };
}

function randomPolicy(random: Random) {
  for (;;) {
    // JSON drops what is undefined: a key left out, as a shop would.
    const completed = completePolicy(JSON.parse(JSON.stringify(randomDocument(random))));
    if (completed.ok) return completed;
  }
}

const changes = new Map<string, number[]>();

function changesIn(zone: string): number[] {
  const known = changes.get(zone) ?? [2025, 2026].flatMap((year) => changesOf(zone, year));
  changes.set(zone, known);
  return known;
}

/** One order, near a change of the zone's clocks where there is one, under a policy of its own. */
function randomCase(seed: number, zone: string): OracleCase & { policy: Policy } {
  const random = randomOf(seed);
  const { document, policy } = randomPolicy(random);
  const near = [...changesIn(zone), Date.UTC(2026, random.below(12), random.below(28))];
  const minute = random.below(5 * 1440) - 3 * 1440;
  // Rules begin and end on the hour: orders placed on one try their ends.
  const placedAt =
    (near[random.below(near.length)] ?? 0) + (random.chance(0.5) ? minute : Math.floor(minute / 60) * 60) * MINUTE;
  const others = random.pick(0, 0, 0, 0, 1, 2);
  const candidates = [zone, ...Array.from({ length: others }, () => random.pick(...ORACLE_ZONES))];
  const length = random.pick(30, 360, 1440, 2880, 4320, random.below(6000));
  return {
    document,
    policy,
    key: `order-${seed}-${zone}`,
    placedAt,
    closesAt: random.chance(0.4) ? null : placedAt + length * MINUTE,
    from: placedAt + random.pick(0, 0, 0, 0, 0, 7, 600, -30, length) * MINUTE,
    shopZone: random.chance(0.5) ? zone : random.pick(...ORACLE_ZONES),
    rule: zone,
    candidates: [...new Set(candidates)],
    law: [8 * 60, 21 * 60],
    holidays: new Set(
      [0, 1, 3].map((days) => new Date(placedAt + days * DAY * random.below(2)).toISOString().slice(0, 10)),
    ),
  };
}

/** What the oracle and the solver disagree on in one random case. */
export function tryCase(seed: number, zone: string): { kinds: string[]; disagreements: string[] } {
  const oracleCase = randomCase(seed, zone);
  const at = (time: number): Instant => instant(time);
  const steps = solveSteps(
    {
      key: oracleCase.key,
      placedAt: at(oracleCase.placedAt),
      closesAt: oracleCase.closesAt === null ? null : at(oracleCase.closesAt),
      from: at(oracleCase.from),
    },
    {
      policy: oracleCase.policy,
      shopZone: oracleCase.shopZone,
      zones: { rule: oracleCase.rule, candidates: oracleCase.candidates },
      country: null,
      calendar: { isHoliday: (date) => oracleCase.holidays.has(date), knownUntil: null },
    },
  );
  const kinds = steps.map((step) =>
    step.kind === "at" ? (step.rule === "closing_soon" ? "closing_soon" : "slot") : step.reason,
  );
  return { kinds, disagreements: new SlotOracle(oracleCase).disagreements(steps) };
}
