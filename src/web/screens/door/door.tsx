import { Card, Flex, Typography } from "antd";
import { type ReactNode, useEffect } from "react";
import { Brand } from "../../shell/brand.tsx";
import { ViewMenu } from "../../shell/view-menu.tsx";
import { useDoorTexts } from "./texts.ts";

interface DoorProps {
  readonly title: string;
  readonly about?: string;
  readonly children: ReactNode;
}

/** The frame of the screens before signing in. */
export function Door({ title, about, children }: DoorProps) {
  const t = useDoorTexts();
  useEffect(() => {
    document.title = `${title} · 催付 cuifu`;
  }, [title]);
  return (
    <Flex
      vertical
      align="center"
      justify="center"
      gap={12}
      style={{ minHeight: "100%", padding: 16, boxSizing: "border-box" }}
    >
      <Brand />
      <Typography.Text type="secondary" style={{ textAlign: "center" }}>
        {t("slogan")}
      </Typography.Text>
      <Card style={{ width: "100%", maxWidth: 400 }}>
        <main>
          <Flex vertical gap={16}>
            <div>
              <Typography.Title level={1} style={{ fontSize: 20, margin: 0 }}>
                {title}
              </Typography.Title>
              {about === undefined ? null : <Typography.Text type="secondary">{about}</Typography.Text>}
            </div>
            {children}
          </Flex>
        </main>
      </Card>
      <ViewMenu />
    </Flex>
  );
}
