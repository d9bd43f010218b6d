/** The call that one holds: taking it, watching it, and letting go of it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  type CallReport,
  type CallTask,
  HELD_FOR,
  type LeasedCall,
  leaseCall,
  readCall,
  readCalls,
  releaseCall,
  reportCall,
} from "../../api/calls.ts";
import { useShop } from "../../shell/shop.ts";

/** Lists are read again this often, and what may end a call while it is made more often. In milliseconds. */
const LIST_EVERY = 10_000;
const CALL_EVERY = 3_000;
const LISTED = 50;
const RECENT = 5;

export interface HeldCall {
  readonly task: LeasedCall;
  /** By this browser's clock, in milliseconds since the epoch. */
  readonly until: number;
}

const CALLS = "calls";

export function useCalls(state: CallTask["state"], mine: boolean) {
  const { slug: shop } = useShop();
  return useQuery({
    queryKey: [CALLS, shop, state, mine],
    queryFn: () => readCalls({ shop, state, mine, limit: state === "done" ? RECENT : LISTED }),
    refetchInterval: LIST_EVERY,
  });
}

/** What became of a call meanwhile: paid, taken by somebody else, back on the list. */
export function useWatch(id: string) {
  const { slug: shop } = useShop();
  return useQuery({
    queryKey: [CALLS, shop, "one", id],
    queryFn: () => readCall(shop, id),
    refetchInterval: CALL_EVERY,
    staleTime: 0,
  });
}

export function useDesk() {
  const { slug: shop } = useShop();
  const client = useQueryClient();
  const [held, setHeld] = useState<HeldCall | null>(null);
  const refresh = () => {
    void client.invalidateQueries({ queryKey: [CALLS, shop] });
    void client.invalidateQueries({ queryKey: ["stats", "agents"] });
  };
  const take = useMutation({
    mutationFn: (id: string | null) => leaseCall(shop, id),
    onSuccess: (task) => setHeld(task === null ? null : { task, until: Date.now() + HELD_FOR }),
    onSettled: refresh,
  });
  const release = useMutation({
    mutationFn: (id: string) => releaseCall(shop, id),
    onSuccess: () => setHeld(null),
    onSettled: refresh,
  });
  const report = useMutation({
    mutationFn: ({ id, said }: { readonly id: string; readonly said: CallReport }) => reportCall(shop, id, said),
    onSuccess: () => setHeld(null),
    onSettled: refresh,
  });
  return { held, take, release, report, letGo: () => setHeld(null) };
}

export type Desk = ReturnType<typeof useDesk>;
