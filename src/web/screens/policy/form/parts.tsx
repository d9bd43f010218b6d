import { Flex, Form, Select, Typography } from "antd";
import type { ReactNode } from "react";
import type { Policy } from "../../../api/policy.ts";
import { usePolicyTexts } from "../texts.ts";

/** What each form takes: the draft, and how it is changed. */
export interface FormProps {
  readonly policy: Policy;
  readonly onChange: (change: Partial<Policy>) => void;
}

/** One line on what the form is for, then the form. */
export function FormSection({ about, children }: { readonly about: string; readonly children: ReactNode }) {
  return (
    <Flex vertical gap={14}>
      <Typography.Text type="secondary">{about}</Typography.Text>
      {children}
    </Flex>
  );
}

/** A label before what it labels; below one another where there is no room. */
export function Line({
  label,
  hint,
  children,
}: {
  readonly label: string;
  readonly hint?: string;
  readonly children: ReactNode;
}) {
  return (
    <Flex wrap gap={8} align="center">
      <div style={{ width: 220, maxWidth: "100%" }}>
        <Typography.Text>{label}</Typography.Text>
        {hint === undefined ? null : (
          <Typography.Text type="secondary" style={{ display: "block", fontSize: 12 }}>
            {hint}
          </Typography.Text>
        )}
      </div>
      <Flex wrap gap={8} align="center" style={{ minWidth: 0, flex: "1 1 260px" }}>
        {children}
      </Flex>
    </Flex>
  );
}

interface WordListProps {
  readonly label: string;
  readonly value: readonly string[];
  readonly onChange: (words: string[]) => void;
  readonly empty?: string;
}

/** Short texts, typed one by one. */
export function WordList({ label, value, onChange, empty }: WordListProps) {
  const t = usePolicyTexts();
  return (
    <Form.Item label={label} style={{ margin: 0, minWidth: 0 }}>
      <Select
        mode="tags"
        aria-label={label}
        open={false}
        suffixIcon={null}
        tokenSeparators={[",", "，", " "]}
        value={[...value]}
        onChange={onChange}
        placeholder={empty ?? t("who.type")}
        style={{ width: "100%" }}
      />
    </Form.Item>
  );
}
