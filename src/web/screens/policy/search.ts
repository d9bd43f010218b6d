/** What the address of the screen remembers. */
export const VIEWS = ["edit", "simulate", "versions"] as const;
export const TABS = ["slots", "steps", "hours", "who", "caps", "more", "text"] as const;
export type PolicyView = (typeof VIEWS)[number];
export type PolicyTab = (typeof TABS)[number];

export interface PolicySearch {
  readonly view?: PolicyView;
  readonly tab?: PolicyTab;
}
