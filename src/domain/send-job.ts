import type { ReminderId, ShopId } from "./brand.ts";
import type { ChannelName } from "./channel.ts";

/** Most reminders one job carries. */
export const JOB_SIZE = 128;

/** A hint that reminders are due. Ids only: losing or repeating it changes nothing, the table is the truth. */
export interface SendJob {
  /** Kept with the reminders, so that enqueueing again what still waits is no repetition. */
  readonly id: string;
  readonly channel: ChannelName;
  readonly shops: readonly ShopId[];
  readonly reminders: readonly ReminderId[];
}

/** Hands jobs to the queue, in bulk. */
export type Enqueue = (jobs: readonly SendJob[]) => Promise<void>;
