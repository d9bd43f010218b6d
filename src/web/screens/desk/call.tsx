import { App, Col, Flex, Row } from "antd";
import type { CallReport } from "../../api/calls.ts";
import { Meanwhile } from "./meanwhile.tsx";
import { OutcomeForm } from "./outcome-form.tsx";
import { Sheet } from "./sheet.tsx";
import { useDeskTexts } from "./texts.ts";
import type { Desk, HeldCall } from "./use-desk.ts";
import { Whom } from "./whom.tsx";

interface CallProps {
  readonly desk: Desk;
  readonly held: HeldCall;
}

/** A call that one holds: whom, what to say, and what came of it. */
export function Call({ desk, held }: CallProps) {
  const t = useDeskTexts();
  const { message } = App.useApp();
  const { task } = held;
  const save = (said: CallReport, takesNext: boolean) =>
    desk.report.mutate(
      { id: task.id, said },
      {
        onSuccess: () => {
          void message.success(t("saved"));
          if (takesNext) desk.take.mutate(null);
        },
      },
    );
  return (
    <Flex vertical gap={16}>
      <Meanwhile desk={desk} held={held} />
      <Whom desk={desk} held={held} />
      <Row gutter={[16, 16]}>
        <Col xs={24} xl={14}>
          <Sheet sheet={task.sheet} />
        </Col>
        <Col xs={24} xl={10}>
          <div style={{ position: "sticky", top: 16 }}>
            <OutcomeForm task={task} isSaving={desk.report.isPending} error={desk.report.error} onSave={save} />
          </div>
        </Col>
      </Row>
    </Flex>
  );
}
