import { DeleteOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Flex, Form, Input, InputNumber, Modal, Select, Typography } from "antd";
import { useState } from "react";
import { EXPERIMENTS, startExperiment } from "../../api/experiments.ts";
import { RequestError } from "../../api/request.ts";
import { type MatrixRow, readMatrix, TEMPLATES } from "../../api/templates.ts";
import { cellWords } from "../../parts/cell-words.ts";
import { Refusal } from "../../parts/failure.tsx";
import { useLocaleName } from "../../parts/locale-name.ts";
import { useWords } from "../../parts/words.ts";
import { useShop } from "../../shell/shop.ts";
import { useExperimentsTexts } from "./texts.ts";

interface Variant {
  readonly version: number;
  /** Of a hundred. */
  readonly percent: number;
}

/** Sets versions of some words against each other. */
export function StartModal({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const t = useExperimentsTexts();
  const words = useWords();
  const localeName = useLocaleName();
  const { slug } = useShop();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const [variants, setVariants] = useState<readonly Variant[]>([]);
  const rows = useQuery({
    queryKey: [TEMPLATES, slug, "own"],
    queryFn: () => readMatrix(slug, { own: true }),
    enabled: isOpen,
  });
  const fit = (rows.data ?? []).flatMap((row) => (isFit(row) ? [{ row, template: row.template }] : []));
  const start = useMutation({
    mutationFn: () =>
      startExperiment(slug, {
        template: chosen ?? "",
        name: name.trim(),
        variants: variants.map(({ version, percent }) => ({ version, share: percent / 100 })),
      }),
    onSuccess: async () => {
      void message.success(t("started"));
      await queries.invalidateQueries({ queryKey: [EXPERIMENTS, slug] });
      onClose();
    },
  });
  const latest = fit.find(({ template }) => template.id === chosen)?.template.latest ?? 0;
  const total = variants.reduce((sum, { percent }) => sum + percent, 0);
  const isWhole = Math.abs(total - 100) < 0.01;
  return (
    <Modal
      open={isOpen}
      title={t("start")}
      okText={t("ok")}
      cancelText={t("cancel")}
      okButtonProps={{ disabled: name.trim() === "" || chosen === null || variants.length < 2 || !isWhole }}
      confirmLoading={start.isPending}
      onOk={() => start.mutate()}
      onCancel={onClose}
      afterOpenChange={(open) => {
        if (!open) start.reset();
      }}
    >
      <Form layout="vertical" component="div">
        <Form.Item label={t("name")} extra={t("name.hint")}>
          <Input aria-label={t("name")} maxLength={100} value={name} onChange={({ target }) => setName(target.value)} />
        </Form.Item>
        <Form.Item label={t("template")} extra={t("template.hint")}>
          <Select
            aria-label={t("template")}
            value={chosen}
            loading={rows.isPending}
            notFoundContent={t("template.none")}
            onChange={(id: string) => {
              const found = fit.find(({ template }) => template.id === id)?.template;
              setChosen(id);
              if (found !== undefined) setVariants(firstVariants(found.published, found.latest));
            }}
            options={fit.map(({ row, template }) => ({ value: template.id, label: cellWords(row, words, localeName) }))}
          />
        </Form.Item>
        {chosen === null ? null : <Variants variants={variants} latest={latest} onChange={setVariants} />}
        {chosen === null || isWhole ? null : (
          <Typography.Text type="danger">{t("total", { total: `${total}%` })}</Typography.Text>
        )}
        <StartRefusal error={start.error} />
      </Form>
    </Modal>
  );
}

type OwnTemplate = NonNullable<MatrixRow["template"]>;

const isFit = (row: MatrixRow): row is MatrixRow & { template: OwnTemplate & { published: number } } =>
  row.template !== null && row.template.published !== null && row.template.latest >= 2;

/** What buyers get now beside the latest other, half and half. */
const firstVariants = (published: number, latest: number): Variant[] => [
  { version: published, percent: 50 },
  { version: latest === published ? latest - 1 : latest, percent: 50 },
];

interface VariantsProps {
  readonly variants: readonly Variant[];
  readonly latest: number;
  readonly onChange: (variants: Variant[]) => void;
}

function Variants({ variants, latest, onChange }: VariantsProps) {
  const t = useExperimentsTexts();
  const free = Array.from({ length: latest }, (_, at) => latest - at).filter((version) =>
    variants.every((one) => one.version !== version),
  );
  const set = (at: number, change: Partial<Variant>) =>
    onChange(variants.map((one, index) => (index === at ? { ...one, ...change } : one)));
  const even = (list: readonly Variant[]): Variant[] => {
    const each = Math.floor(100 / list.length);
    return list.map((one, at) => ({ ...one, percent: at === 0 ? 100 - each * (list.length - 1) : each }));
  };
  return (
    <Form.Item label={t("variants")}>
      <Flex vertical gap={8}>
        {variants.map(({ version, percent }, at) => (
          <Flex key={version} gap={8} align="center">
            <Select
              aria-label={`${t("variants")} ${at + 1}`}
              value={version}
              onChange={(next) => set(at, { version: next })}
              options={[version, ...free].map((one) => ({ value: one, label: t("version", { version: one }) }))}
              style={{ flex: 1 }}
            />
            <InputNumber
              aria-label={`${t("version", { version })}: %`}
              min={1}
              max={99}
              suffix="%"
              value={percent}
              onChange={(next) => {
                if (next !== null) set(at, { percent: next });
              }}
              style={{ width: 110 }}
            />
            <Button
              type="text"
              icon={<DeleteOutlined />}
              disabled={variants.length <= 2}
              aria-label={`${t("version", { version })}: ${t("remove")}`}
              onClick={() => onChange(even(variants.filter((_, index) => index !== at)))}
            />
          </Flex>
        ))}
        <Flex gap={8}>
          <Button
            disabled={free.length === 0 || variants.length >= 10}
            onClick={() => {
              const [next] = free;
              if (next !== undefined) onChange(even([...variants, { version: next, percent: 0 }]));
            }}
          >
            {t("add")}
          </Button>
          <Button onClick={() => onChange(even(variants))}>{t("even")}</Button>
        </Flex>
      </Flex>
    </Form.Item>
  );
}

/** The service tells these apart by its words alone. */
function StartRefusal({ error }: { readonly error: Error | null }) {
  const t = useExperimentsTexts();
  if (!(error instanceof RequestError) || error.status !== 409) return <Refusal error={error} />;
  const kind = error.message.includes("approve_templates")
    ? "unapproved"
    : error.message.includes("runs already")
      ? "running"
      : "unpublished";
  return <Alert type="error" showIcon role="alert" title={t(`refused.${kind}`)} />;
}
