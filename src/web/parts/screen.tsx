import { Flex, Typography } from "antd";
import { type ReactNode, useEffect } from "react";

interface ScreenProps {
  readonly title: string;
  /** One line on what it is for. */
  readonly about?: ReactNode;
  /** Buttons beside the title. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of a screen: its title (also the window's), what can be done on all of it, and its content. */
export function Screen({ title, about, actions, children }: ScreenProps) {
  useEffect(() => {
    document.title = `${title} · 催付 cuifu`;
  }, [title]);
  return (
    <Flex vertical gap={16} style={{ maxWidth: 1360, margin: "0 auto", width: "100%" }}>
      <Flex wrap gap={12} justify="space-between" align="start">
        <div style={{ minWidth: 0 }}>
          <Typography.Title level={1} className="foreign" style={{ fontSize: 22, margin: 0 }}>
            {title}
          </Typography.Title>
          {about === undefined ? null : <Typography.Text type="secondary">{about}</Typography.Text>}
        </div>
        {actions === undefined ? null : (
          <Flex wrap gap={8}>
            {actions}
          </Flex>
        )}
      </Flex>
      {children}
    </Flex>
  );
}
