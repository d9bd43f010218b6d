import { Flex, Form, Input, type InputRef } from "antd";
import { useRef } from "react";
import type { Cell } from "../../api/templates.ts";
import { useTemplateTexts } from "./texts.ts";
import type { EditedWords } from "./use-words-draft.ts";
import { Variables } from "./variables.tsx";

interface WordsFormProps {
  readonly channel: Cell["channel"];
  readonly words: EditedWords;
  readonly onChange: (change: Partial<EditedWords>) => void;
}

/** The words, with the variables that can be put in where the cursor was last. */
export function WordsForm({ channel, words, onChange }: WordsFormProps) {
  const t = useTemplateTexts();
  const place = useRef<HTMLDivElement>(null);
  const subject = useRef<InputRef>(null);
  const isInSubject = useRef(false);
  const insert = (before: string, after: string) => {
    const field = isInSubject.current ? subject.current?.input : place.current?.querySelector("textarea");
    if (!field) return;
    const [start, end] = [field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length];
    const inner = field.value.slice(start, end);
    const next = field.value.slice(0, start) + before + inner + after + field.value.slice(end);
    onChange(isInSubject.current ? { subject: next } : { text: next });
    const cursor = start + before.length + inner.length;
    // Once the field shows it.
    requestAnimationFrame(() => {
      field.focus();
      field.setSelectionRange(cursor, cursor);
    });
  };
  return (
    <Form layout="vertical" component="div">
      <Flex vertical gap={12} ref={place}>
        {channel === "email" ? (
          <Form.Item label={t("subject")} style={{ margin: 0 }}>
            <Input
              ref={subject}
              aria-label={t("subject")}
              value={words.subject}
              maxLength={1_000}
              onFocus={() => {
                isInSubject.current = true;
              }}
              onChange={({ target }) => onChange({ subject: target.value })}
            />
          </Form.Item>
        ) : null}
        <Form.Item label={t("text")} style={{ margin: 0 }}>
          <Input.TextArea
            aria-label={t("text")}
            value={words.text}
            maxLength={20_000}
            autoSize={{ minRows: channel === "sms" || channel === "call" ? 6 : 12, maxRows: 30 }}
            onFocus={() => {
              isInSubject.current = false;
            }}
            onChange={({ target }) => onChange({ text: target.value })}
            style={{ fontSize: 15, lineHeight: 1.7 }}
          />
        </Form.Item>
        <Variables onInsert={insert} />
        {channel === "im" ? <Providers words={words} onChange={onChange} /> : null}
      </Flex>
    </Form>
  );
}

/** Ids of the same text at providers, one a line. */
function Providers({ words, onChange }: Pick<WordsFormProps, "words" | "onChange">) {
  const t = useTemplateTexts();
  const written = Object.entries(words.providers).map(([provider, id]) => `${provider}=${id}`);
  return (
    <Form.Item label={t("provider.title")} extra={t("provider.hint")} style={{ margin: 0 }}>
      <Input.TextArea
        aria-label={t("provider.title")}
        key={written.join("\n")}
        defaultValue={written.join("\n")}
        placeholder={"twilio-whatsapp=HX…\naliyun=SMS_…\ntencent=…"}
        autoSize={{ minRows: 1 }}
        onBlur={({ target }) => {
          const pairs = target.value.split("\n").flatMap((line): [string, string][] => {
            const [provider = "", id = ""] = line.split("=", 2).map((part) => part.trim());
            return provider === "" || id === "" ? [] : [[provider, id]];
          });
          onChange({ providers: Object.fromEntries(pairs) });
        }}
      />
    </Form.Item>
  );
}
