import { theme } from "antd";
import type { ReactNode } from "react";

/** What something is, name by name. Entries that are null are left out. */
export function Facts({ facts }: { readonly facts: readonly (readonly [string, ReactNode] | null)[] }) {
  const { token } = theme.useToken();
  return (
    <dl style={{ margin: 0, display: "grid", gridTemplateColumns: "max-content minmax(0, 1fr)", gap: "6px 16px" }}>
      {facts.flatMap((fact) =>
        fact === null
          ? []
          : [
              <div key={fact[0]} style={{ display: "contents" }}>
                <dt style={{ color: token.colorTextSecondary }}>{fact[0]}</dt>
                <dd style={{ margin: 0, minWidth: 0 }}>{fact[1]}</dd>
              </div>,
            ],
      )}
    </dl>
  );
}
