import { useMutation } from "@tanstack/react-query";
import { App, Button, Card, Flex, Modal, Radio, Typography } from "antd";
import { useState } from "react";
import { correctReason, type Order, type ReasonCode } from "../../api/orders.ts";
import { useMay } from "../../api/session.ts";
import { Refusal } from "../../parts/failure.tsx";
import { useFormats } from "../../parts/formats.ts";
import { REASON_CODES } from "../../parts/reason-codes.ts";
import { useWords } from "../../parts/words.ts";
import { useOrderTexts } from "./texts.ts";
import { useOrderPlace, useReread } from "./use-order.ts";

/** Why it is unpaid, what that was heard from, and the way to say it better. */
export function ReasonCard({ order: { reason } }: { readonly order: Order }) {
  const t = useOrderTexts();
  const words = useWords();
  const may = useMay();
  const [isOpen, setOpen] = useState(false);
  const { share, moment } = useFormats();
  const isKnown = reason.code !== "unknown" || reason.source !== null;
  return (
    <Card
      title={<h2 className="card-title">{t("reason")}</h2>}
      extra={
        may("PUT /api/v1/orders/:id/reason") ? <Button onClick={() => setOpen(true)}>{t("correct")}</Button> : null
      }
    >
      <Flex vertical gap={8}>
        <div>
          <Typography.Text strong>{words(`why.${reason.code}`)}</Typography.Text>{" "}
          <Typography.Text type="secondary">
            {isKnown && reason.source !== null
              ? `${t("reason_from", { from: words(`from.${reason.source}`) })} · ${t("reason_sure", { share: share(reason.confidence) })}`
              : t("reason_none")}
          </Typography.Text>
        </div>
        {reason.evidence.length === 0 ? null : (
          <ul style={{ margin: 0, paddingInlineStart: 18 }} aria-label={t("heard")}>
            {reason.evidence.map(({ source, code, confidence, at }) => (
              <li key={`${source} ${code}`}>
                {words(`from.${source}`)}: {words(`why.${code}`)} · {share(confidence)}{" "}
                <Typography.Text type="secondary" className="figure">
                  {moment(at)}
                </Typography.Text>
              </li>
            ))}
          </ul>
        )}
      </Flex>
      <Modal open={isOpen} title={t("correct")} footer={null} onCancel={() => setOpen(false)} destroyOnHidden>
        <CorrectForm now={reason.code} onDone={() => setOpen(false)} />
      </Modal>
    </Card>
  );
}

function CorrectForm({ now, onDone }: { readonly now: ReasonCode; readonly onDone: () => void }) {
  const t = useOrderTexts();
  const words = useWords();
  const { message } = App.useApp();
  const place = useOrderPlace();
  const reread = useReread();
  const [code, setCode] = useState<ReasonCode>(now);
  const correct = useMutation({
    mutationFn: () => correctReason(place, code),
    onSuccess: async () => {
      await reread();
      void message.success(t("correct_done", { why: words(`why.${code}`) }));
      onDone();
    },
  });
  return (
    <Flex vertical gap={16}>
      <Typography.Text type="secondary">{t("correct_about")}</Typography.Text>
      <Radio.Group
        aria-label={t("reason")}
        value={code}
        onChange={({ target }) => setCode(target.value)}
        options={REASON_CODES.map((value) => ({ value, label: words(`why.${value}`) }))}
        vertical
      />
      <Refusal error={correct.error} />
      <Flex gap={8} justify="end">
        <Button onClick={onDone}>{t("cancel")}</Button>
        <Button type="primary" loading={correct.isPending} onClick={() => correct.mutate()}>
          {t("save")}
        </Button>
      </Flex>
    </Flex>
  );
}
