import { Alert } from "antd";
import { useTemplateTexts } from "./texts.ts";

interface WordsProblem {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

const CODES = ["syntax", "too_long", "empty", "limit", "required"] as const;

/** Why the words can't be sent. */
export function Problems({ problems }: { readonly problems: readonly WordsProblem[] }) {
  const t = useTemplateTexts();
  const wordsOf = ({ pointer, code, detail }: WordsProblem): string => {
    if (pointer === "/order") return t("problem.order");
    if (code === "variable") return t("problem.variable", { detail: /^there is no (.*?);/.exec(detail)?.[1] ?? "" });
    const known = CODES.find((one) => one === code);
    return known === undefined ? t("problem.other") : t(`problem.${known}`);
  };
  if (problems.length === 0) return null;
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={t("problems")}
      description={[...new Set(problems.map(wordsOf))].map((line) => (
        <div key={line} className="foreign">
          {line}
        </div>
      ))}
    />
  );
}
