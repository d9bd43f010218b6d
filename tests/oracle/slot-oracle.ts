import type { PolicyDocument } from "#src/domain/policy.ts";
import type { StepTime } from "#src/domain/slot.ts";
import { addDays, firstShowing, read } from "./wall-clock.ts";

/**
 * The slot rules once more, from contract.md's words and docs/decisions/0002 alone: every minute an order may be reminded in
 * is tried one by one. Orders stand on whole minutes.
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export interface OracleCase {
  readonly document: PolicyDocument;
  readonly key: string;
  readonly placedAt: number;
  readonly closesAt: number | null;
  readonly from: number;
  readonly shopZone: string;
  readonly rule: string;
  readonly candidates: readonly string[];
  /** The law's hours, in minutes of the day. */
  readonly law: readonly [number, number];
  readonly holidays: ReadonlySet<string>;
}

type Channel = StepTime["channel"];
type Rule = PolicyDocument["slots"][number];

const length = (text: string): number =>
  Number.parseInt(text, 10) * { m: MINUTE, h: HOUR, d: 24 * HOUR }[text.at(-1) as "m" | "h" | "d"];

const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
const span = (text: string): [number, number] => [minutes(text.slice(0, 5)), minutes(text.slice(6))];

/** What the oracle says of a step: every minute it may be due in, with the rule that gives them; `exact` where one alone will do. */
interface Verdict {
  readonly rule: string;
  readonly index: number;
  readonly later: number;
  readonly minutes: ReadonlySet<number>;
  readonly exact: number | null;
}

export class SlotOracle {
  readonly #case: OracleCase;
  readonly #limit: number;
  readonly #earliest: number;
  readonly #own: number;

  constructor(oracleCase: OracleCase) {
    this.#case = oracleCase;
    const { document, placedAt, closesAt, from } = oracleCase;
    this.#limit = Math.min(placedAt + length(document.max_age), closesAt ?? Number.POSITIVE_INFINITY);
    this.#earliest = Math.max(placedAt + length(document.min_delay), from);
    const { minute } = read(oracleCase.rule, placedAt);
    this.#own = document.slots.findIndex(({ orders }) => {
      const [start, end] = span(orders);
      return start < end ? minute >= start && minute < end : minute >= start || minute < end;
    });
  }

  /** The disagreements between the oracle and the solver's steps, in words; none where they agree. */
  disagreements(steps: readonly StepTime[]): string[] {
    const { document, from } = this.#case;
    const found: string[] = [];
    let before: { verdict: Verdict; due: number } | null = null;
    document.steps.forEach((step, position) => {
      const given = steps[position];
      const verdict: Verdict | null = from >= this.#limit ? null : this.#expect(step, before);
      const reason = from >= this.#limit ? "too_late" : "no_slot";
      const complaint = given === undefined ? "is missing" : this.#compare(given, verdict, reason);
      if (complaint !== null) found.push(`step ${position} (${step.channel}) ${complaint}: ${JSON.stringify(given)}`);
      if (verdict !== null && given?.kind === "at") before = { verdict, due: given.dueAt };
    });
    return found;
  }

  #expect(step: PolicyDocument["steps"][number], before: { verdict: Verdict; due: number } | null): Verdict | null {
    if (step.after !== undefined && before !== null) {
      return (
        this.#after(step.channel, before, before.due + length(step.after)) ??
        this.#closing(step.channel, before.verdict.later)
      );
    }
    const later = step.next_slot === true ? (before?.verdict.later ?? 0) + 1 : 0;
    const first = step.next_slot === true ? (before?.verdict.index ?? this.#own) : this.#own;
    for (let index = first; index < this.#case.document.slots.length; index += 1) {
      const rule = this.#case.document.slots[index];
      const verdict = rule === undefined ? null : this.#byRule(step.channel, rule, index, later);
      if (verdict !== null) return verdict;
    }
    return this.#closing(step.channel, later);
  }

  #byRule(channel: Channel, { orders, remind }: Rule, index: number, later: number): Verdict | null {
    const { placedAt, closesAt, rule } = this.#case;
    const day = read(rule, placedAt).date;
    const shift = (at: number): number => {
      const { date, minute } = read(rule, at);
      return later === 0 ? at : firstShowing(rule, addDays(date, later), minute);
    };
    if ("after" in remind) {
      const at = Math.max(shift(placedAt + length(remind.after)), this.#earliest);
      const found = this.#allowed(channel, at, at + MINUTE, at);
      return found.size === 0 ? null : { rule: orders, index, later, minutes: found, exact: at };
    }
    let window: [number, number] | null = null;
    if ("between" in remind) {
      const [start, end] = span(remind.between);
      const on = addDays(day, remind.day + later);
      window = [firstShowing(rule, on, start), firstShowing(rule, on, end)];
    } else {
      const end =
        remind.before === "close"
          ? closesAt && shift(closesAt - length(remind.lead))
          : this.#cutoff(day, later, remind.lead);
      window = end === null ? null : [end - HOUR, end];
    }
    const found = window === null ? new Set<number>() : this.#allowed(channel, window[0], window[1], this.#earliest);
    return found.size === 0 ? null : { rule: orders, index, later, minutes: found, exact: null };
  }

  /** The first cut-off after the order (or of the later day), less the lead; null where it is not on the wanted local day. */
  #cutoff(day: string, later: number, lead: string): number | null {
    const { placedAt, rule, shopZone, document } = this.#case;
    const wanted = addDays(day, later);
    const cutoff = document.ship_cutoff;
    const first = later === 0 ? placedAt + MINUTE : firstShowing(rule, wanted, 0);
    const shopDay = read(shopZone, first).date;
    const moments = [0, 1, 2, 3].flatMap((days) => {
      const date = addDays(shopDay, days);
      const weekday = (["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const)[
        new Date(`${date}T00:00:00Z`).getUTCDay()
      ];
      const text = cutoff === null || typeof cutoff === "string" ? cutoff : weekday && cutoff[weekday];
      return typeof text === "string" ? [firstShowing(shopZone, date, minutes(text))] : [];
    });
    const next = Math.min(...moments.filter((moment) => moment >= first));
    return Number.isFinite(next) && read(rule, next).date === wanted ? next - length(lead) : null;
  }

  #closing(channel: Channel, later: number): Verdict | null {
    const { document, closesAt, placedAt, from } = this.#case;
    if (document.closing_soon === null || closesAt === null) return null;
    const end = closesAt - length(document.closing_soon.lead);
    const delay = Math.min(length(document.min_delay), 5 * MINUTE);
    const found = this.#allowed(channel, end - HOUR, end, Math.max(placedAt + delay, from));
    return found.size === 0 ? null : { rule: "closing_soon", index: this.#own, later, minutes: found, exact: null };
  }

  #after(channel: Channel, { verdict }: { verdict: Verdict }, wanted: number): Verdict | null {
    const due = Math.max(wanted, this.#earliest);
    for (let at = Math.floor(due / MINUTE) * MINUTE; at < this.#limit; at += MINUTE) {
      if (!this.#isOpen(channel, at)) continue;
      const exact = Math.max(at, due);
      return exact < this.#limit ? { ...verdict, minutes: new Set([at]), exact } : null;
    }
    return null;
  }

  #isOpen(channel: Channel, at: number): boolean {
    const { document, rule, candidates, law, holidays } = this.#case;
    if (document.avoid.includes("holidays") && holidays.has(read(rule, at).date)) return false;
    const [start, end] = span(document.hours[channel] ?? document.hours.default);
    return candidates.every((zone) => {
      const { minute } = read(zone, at);
      return minute >= Math.max(start, law[0]) && minute < Math.min(end, law[1]);
    });
  }

  /** The minutes of [start, end) that all else leaves. */
  #allowed(channel: Channel, start: number, end: number, from: number): Set<number> {
    const found = new Set<number>();
    for (let at = Math.max(start, from); at < Math.min(end, this.#limit); at += MINUTE) {
      if (this.#isOpen(channel, at)) found.add(at);
    }
    return found;
  }

  #compare(given: StepTime, verdict: Verdict | null, reason: string): string | null {
    if (given.kind === "refused") {
      if (verdict !== null) return `was refused where ${verdict.rule} leaves ${verdict.minutes.size} minutes`;
      return given.reason === reason ? null : `was refused for another reason than ${reason}`;
    }
    if (verdict === null) return `has a time where there is none (${reason})`;
    if (given.rule !== verdict.rule) return `follows another rule than ${verdict.rule}`;
    if (verdict.exact !== null) return this.#compareExact(given, verdict.exact);
    const minute = Math.floor(given.dueAt / MINUTE) * MINUTE;
    if (!verdict.minutes.has(minute)) return "is due outside what is left of the window";
    let end = minute;
    while (verdict.minutes.has(end)) end += MINUTE;
    let start = minute;
    while (verdict.minutes.has(start - MINUTE)) start -= MINUTE;
    if (given.window.start !== start || given.window.end !== end) return `has another window than ${start} to ${end}`;
    return given.notAfter === end ? null : `may be sent until another time than ${end}`;
  }

  #compareExact(given: StepTime & { kind: "at" }, exact: number): string | null {
    if (given.dueAt !== exact) return `is due at another time than ${exact}`;
    let end = Math.floor(exact / MINUTE) * MINUTE;
    while (end < Math.min(this.#limit, exact + 2 * HOUR) && this.#isOpen(given.channel, end)) end += MINUTE;
    end = Math.min(end, exact + 2 * HOUR, this.#limit);
    return given.notAfter === end ? null : `may be sent until another time than ${end}`;
  }
}
