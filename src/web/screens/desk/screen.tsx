import { Col, Flex, Row, Switch, Tooltip } from "antd";
import { Screen } from "../../parts/screen.tsx";
import { Call } from "./call.tsx";
import { MyDay } from "./my-day.tsx";
import { turnShortcuts, useShortcutsOn } from "./shortcuts.ts";
import { useDeskTexts } from "./texts.ts";
import { useDesk } from "./use-desk.ts";
import { Waiting } from "./waiting.tsx";

/** For agents on a busy afternoon: one call after another. */
export function DeskScreen() {
  const t = useDeskTexts();
  const desk = useDesk();
  const isOn = useShortcutsOn();
  return (
    <Screen
      title={t("title")}
      about={t("about")}
      actions={
        <Tooltip title={t("shortcuts_hint")}>
          <Flex gap={8} align="center">
            <span aria-hidden>{t("shortcuts")}</span>
            <Switch checked={isOn} onChange={turnShortcuts} aria-label={`${t("shortcuts")}: ${t("shortcuts_hint")}`} />
          </Flex>
        </Tooltip>
      }
    >
      {desk.held === null ? (
        <Row gutter={[16, 16]}>
          <Col xs={24} xl={16}>
            <Flex vertical gap={16}>
              <Waiting desk={desk} />
            </Flex>
          </Col>
          <Col xs={24} xl={8}>
            <Flex vertical gap={16}>
              <MyDay />
            </Flex>
          </Col>
        </Row>
      ) : (
        <Call key={desk.held.task.id} desk={desk} held={desk.held} />
      )}
    </Screen>
  );
}
