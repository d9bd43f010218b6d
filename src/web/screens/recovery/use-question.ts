import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import type { StatsQuestion } from "../../api/stats.ts";
import { useShop } from "../../shell/shop.ts";
import { chosenSpan, type RecoverySearch } from "./search.ts";

/** What the screen is asked for by its address. */
export function useRecoverySearch(): RecoverySearch {
  return useSearch({ from: "/shell/recovery" });
}

export function useQuestion(): StatsQuestion {
  const search = useRecoverySearch();
  const { slug, currency, timezone } = useShop();
  const { from, to } = chosenSpan(search, timezone);
  const asked = search.currency ?? currency;
  return useMemo(() => ({ shop: slug, from, to, currency: asked }), [slug, from, to, asked]);
}

/** Changes part of the address; the rest stays. */
export function useChooseSearch(): (chosen: RecoverySearch) => void {
  const navigate = useNavigate({ from: "/recovery" });
  return (chosen) =>
    void navigate({
      search: ({ period, from, to, ...now }) => {
        const isOtherPeriod = chosen.period !== undefined || chosen.from !== undefined;
        const kept = from !== undefined && to !== undefined ? { from, to } : period === undefined ? {} : { period };
        return { ...now, ...(isOtherPeriod ? {} : kept), ...chosen };
      },
      replace: true,
    });
}
