import type { ReactNode } from "react";

/** What may be wider than the screen scrolls in a box of its own, by keyboard too. @param label names it. */
export function Sideways({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1)
    <section aria-label={label} tabIndex={0} style={{ overflowX: "auto" }}>
      <div style={{ minWidth: "max-content" }}>{children}</div>
    </section>
  );
}
