import { Alert, Flex, Input, Segmented } from "antd";
import { useState } from "react";
import { LineCounter, parseDocument, stringify } from "yaml";
import type { Policy } from "../../../api/policy.ts";
import { complete } from "../complete.ts";
import { isSame } from "../draft.ts";
import { usePolicyTexts } from "../texts.ts";
import { FormSection } from "./parts.tsx";

const FORMATS = ["YAML", "JSON"] as const;
type Format = (typeof FORMATS)[number];

const write = (policy: Policy, format: Format): string =>
  format === "JSON" ? `${JSON.stringify(policy, null, 2)}\n` : stringify(policy, { lineWidth: 110 });

interface TextFormProps {
  readonly policy: Policy;
  readonly onReplace: (policy: Policy) => void;
  /** Fills in what was left out. */
  readonly published: Policy;
}

/** The policy as text, for those who want it. What can be read changes the draft at once; what is wrong in it is told beside it. */
export function TextForm({ policy, onReplace, published }: TextFormProps) {
  const t = usePolicyTexts();
  const [format, setFormat] = useState<Format>("YAML");
  const [text, setText] = useState(() => write(policy, "YAML"));
  const [brokenLine, setBrokenLine] = useState<number | null>(null);
  const change = (next: string) => {
    setText(next);
    const read = readText(next);
    setBrokenLine(read.ok ? null : read.line);
    // A key that says something impossible is the service's to tell: it goes on as it is.
    if (read.ok && !isSame(read.value, policy)) onReplace(complete(read.value, published));
  };
  return (
    <FormSection about={t("text.about")}>
      <Flex vertical gap={10} align="start">
        <Segmented<Format>
          aria-label={t("text.format")}
          options={[...FORMATS]}
          value={format}
          onChange={(next) => {
            setFormat(next);
            setText(write(policy, next));
            setBrokenLine(null);
          }}
        />
        {brokenLine === null ? null : <Alert type="error" showIcon title={t("text.broken", { line: brokenLine })} />}
        <Input.TextArea
          aria-label={t("text.label")}
          value={text}
          onChange={({ target }) => change(target.value)}
          spellCheck={false}
          autoSize={{ minRows: 16, maxRows: 40 }}
          style={{ fontFamily: "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace", fontSize: 13 }}
        />
      </Flex>
    </FormSection>
  );
}

/** YAML, of which JSON is a part. */
function readText(text: string): { ok: true; value: Record<string, unknown> } | { ok: false; line: number } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, logLevel: "error" });
  const [error] = document.errors;
  if (error !== undefined) return { ok: false, line: lines.linePos(error.pos[0]).line };
  const value: unknown = document.toJS({ maxAliasCount: 20 });
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { ok: false, line: 1 };
  return { ok: true, value: { ...value } };
}
