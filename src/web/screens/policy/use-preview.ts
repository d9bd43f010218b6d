import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type Policy, previewPolicy, type SampleOrder } from "../../api/policy.ts";
import { RequestError } from "../../api/request.ts";
import { useLocale } from "../../locale.ts";
import { useSettled } from "../../parts/use-settled.ts";
import { useShop } from "../../shell/shop.ts";
import type { PolicyProblem } from "./problem-words.ts";

/** Milliseconds without a change after which the draft is tried. */
const SETTLED = 250;

/** What a draft does for an order and for a whole day of them; where it is none, what is wrong with it, and what the last one did. */
export function usePreview(policy: Policy, sample: SampleOrder) {
  const { slug } = useShop();
  const [locale] = useLocale();
  const settled = useSettled(policy, SETTLED);
  const query = useQuery({
    queryKey: ["policy-preview", slug, locale, sample, settled],
    queryFn: async () => {
      try {
        const preview = await previewPolicy(slug, locale, { ...sample, policy: settled });
        return { preview, policy: settled, problems: [] };
      } catch (error) {
        // That is an answer too: about the draft.
        if (error instanceof RequestError && error.status === 422)
          return { preview: null, policy: settled, problems: error.errors };
        throw error;
      }
    },
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  const problems: PolicyProblem[] = (query.data?.problems ?? []).map((problem) => ({
    ...problem,
    pointer: problem.pointer.replace(/^\/policy/, ""),
  }));
  return { ...query, problems };
}
