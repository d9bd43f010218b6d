/** A reminder to come. */
export interface DelayedReminder {
  readonly orderId: string;
  readonly at: Date;
}

/** The queue behind the endpoint. */
export interface Reminders {
  add(reminder: DelayedReminder): Promise<void>;
  addAll(reminders: readonly DelayedReminder[]): Promise<void>;
  /** Takes the jobs that are due, `CONCURRENCY` at once. */
  work(send: (orderId: string) => Promise<void>): Promise<void>;
}

/** Reminders sent at once. */
export const CONCURRENCY = 32;
