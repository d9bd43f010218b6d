import type { Policy } from "../../api/policy.ts";

/** Keys that may be left out for good: leaving them out takes them away. */
const OPTIONAL: readonly string[] = ["test_addresses", "approve_templates"] satisfies readonly (keyof Policy)[];

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Only what every policy has in these, so that a form finds it. */
const needed = ({ hours, caps, consent, who, attribution }: Policy) => ({
  hours: { default: hours.default, call: hours.call },
  caps: { person: caps.person, shop: caps.shop },
  consent,
  who: {
    grades: who.grades,
    amount: { min: who.amount.min },
    exclude_payment_methods: who.exclude_payment_methods,
    exclude_flags: who.exclude_flags,
  },
  attribution,
});

/** What somebody wrote, with what they left out as it is published. What is wrong in it stays: the service tells. */
export function complete(written: Readonly<Record<string, unknown>>, published: Policy): Policy {
  const standing = Object.fromEntries(Object.entries(published).filter(([key]) => !OPTIONAL.includes(key)));
  return filled(written, { ...standing, ...needed(published) }) as Policy;
}

/** Keys of an object that are left out, and those of the objects in it. */
function filled(value: Readonly<Record<string, unknown>>, standing: Readonly<Record<string, unknown>>): object {
  const keys = [...new Set([...Object.keys(standing), ...Object.keys(value)])];
  return Object.fromEntries(
    keys.map((key) => {
      const [own, other] = [value[key], standing[key]];
      if (own === undefined) return [key, other];
      // A cut-off by weekday and a closing rule are written as a whole.
      const isWhole = key === "ship_cutoff" || key === "closing_soon";
      return [key, isRecord(own) && isRecord(other) && !isWhole ? filled(own, other) : own];
    }),
  );
}
