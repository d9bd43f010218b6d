import { CheckOutlined, CopyOutlined } from "@ant-design/icons";
import { Button, Flex, Input, Typography } from "antd";
import { useId, useState } from "react";
import { usePartTexts } from "./texts.ts";

interface CopyFieldProps {
  readonly label: string;
  readonly text: string;
  /** Several lines, as a program would have it. */
  readonly isProgram?: boolean;
}

/** Something to take along: a secret, a link, a command. */
export function CopyField({ label, text, isProgram = false }: CopyFieldProps) {
  const id = useId();
  return (
    <Flex vertical gap={4}>
      <Flex justify="space-between" align="end" gap={8}>
        <Typography.Text strong>
          <label htmlFor={id}>{label}</label>
        </Typography.Text>
        <CopyButton text={text} />
      </Flex>
      <Input.TextArea
        id={id}
        readOnly
        value={text}
        autoSize={isProgram ? { minRows: 4, maxRows: 16 } : { minRows: 1, maxRows: 3 }}
        onFocus={(event) => event.target.select()}
        spellCheck={false}
        style={{ fontFamily: "ui-monospace, Menlo, Consolas, monospace", fontSize: 12.5, wordBreak: "break-all" }}
      />
    </Flex>
  );
}

function CopyButton({ text }: { readonly text: string }) {
  const t = usePartTexts();
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    // Browsers give the clipboard only to pages reached by https or on this machine: elsewhere the text is selected.
    await navigator.clipboard?.writeText(text);
    setCopied(navigator.clipboard !== undefined);
  };
  return (
    <Button size="small" icon={isCopied ? <CheckOutlined /> : <CopyOutlined />} onClick={() => void copy()}>
      {t(isCopied ? "copied" : "copy")}
    </Button>
  );
}
