import { App, Button, Popconfirm } from "antd";
import { useMay } from "../../api/session.ts";
import type { Template } from "../../api/templates.ts";
import type { useTemplateActions } from "./save-actions.ts";
import { TestSend } from "./test-send.tsx";
import { useTemplateTexts } from "./texts.ts";

interface ActionsProps {
  readonly template: Template | null;
  readonly isDirty: boolean;
  readonly actions: ReturnType<typeof useTemplateActions>;
  readonly onSave: () => void;
}

/** From words to buyers: save, approve, publish; and back. */
export function Actions({ template, isDirty, actions, onSave }: ActionsProps) {
  const t = useTemplateTexts();
  const may = useMay();
  const { message } = App.useApp();
  const { save, step, withdraw } = actions;
  if (!may("POST /api/v1/templates")) return null;
  const latest = template?.version;
  const isWaiting = template !== null && template.published !== template.latest;
  const go = (kind: "approve" | "publish") => {
    if (isDirty) void message.info(t("save.first"));
    else if (template !== null) step.mutate({ kind, version: template.latest });
  };
  return (
    <>
      {template === null ? null : <TestSend template={template} isDirty={isDirty} />}
      {template === null || template.published === null ? null : (
        <Popconfirm
          title={t("withdraw.ask")}
          okText={t("withdraw")}
          cancelText={t("cancel")}
          onConfirm={() => withdraw.mutate()}
        >
          <Button danger loading={withdraw.isPending}>
            {t("withdraw")}
          </Button>
        </Popconfirm>
      )}
      {isWaiting && latest?.state === "draft" ? (
        <Button loading={step.isPending} onClick={() => go("approve")}>
          {t("approve", { version: latest.version })}
        </Button>
      ) : null}
      <Button
        type={isDirty || template === null ? "primary" : "default"}
        disabled={!isDirty}
        loading={save.isPending}
        onClick={onSave}
      >
        {t("save")}
      </Button>
      {isWaiting ? (
        <Button type={isDirty ? "default" : "primary"} loading={step.isPending} onClick={() => go("publish")}>
          {t("publish", { version: template.latest })}
        </Button>
      ) : null}
    </>
  );
}
