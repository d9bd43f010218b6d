import { useState } from "react";
import type { Policy, Published } from "../../api/policy.ts";
import { isSame } from "./draft.ts";

export interface Draft {
  /** What it was made from. */
  readonly base: Published;
  readonly etag: string | null;
  readonly policy: Policy;
  readonly isDirty: boolean;
  readonly change: (change: Partial<Policy>) => void;
  readonly replace: (policy: Policy) => void;
  readonly discard: () => void;
  /** Goes on from another version than it was made from. */
  readonly rebase: (base: { value: Published; etag: string | null }, policy: Policy) => void;
}

/** The policy as somebody edits it. What others publish meanwhile does not touch it: publishing finds that out. */
export function useDraft(read: { value: Published; etag: string | null }): Draft {
  const [{ base, policy }, set] = useState({ base: read, policy: read.value.policy });
  return {
    base: base.value,
    etag: base.etag,
    policy,
    isDirty: !isSame(policy, base.value.policy),
    change: (change) => set((state) => ({ ...state, policy: { ...state.policy, ...change } })),
    replace: (next) => set((state) => ({ ...state, policy: next })),
    discard: () => set((state) => ({ ...state, policy: state.base.value.policy })),
    rebase: (next, onto) => set({ base: next, policy: onto }),
  };
}
