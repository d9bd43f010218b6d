import { Card, Typography } from "antd";
import type { ReactNode } from "react";

interface TileProps {
  readonly label: string;
  readonly value: ReactNode;
  /** Lines below: what it is made of, what it is compared with. */
  readonly children?: ReactNode;
}

/** One figure that stands by itself. */
export const Tile = ({ label, value, children }: TileProps) => (
  <Card size="small" style={{ height: "100%" }} styles={{ body: { padding: 16 } }}>
    <Typography.Text type="secondary">{label}</Typography.Text>
    <div
      className="figure"
      style={{ fontSize: "clamp(17px, 4.8vw, 26px)", lineHeight: 1.3, fontWeight: 600, overflowWrap: "anywhere" }}
    >
      {value}
    </div>
    {children}
  </Card>
);
