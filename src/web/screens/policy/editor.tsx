import { CatchBoundary, useNavigate, useSearch } from "@tanstack/react-router";
import { Alert, Card, Flex } from "antd";
import type { ReactNode } from "react";
import type { Policy, Preview } from "../../api/policy.ts";
import { useLocale } from "../../locale.ts";
import { SectionTabs } from "../../parts/section-tabs.tsx";
import { useWords } from "../../parts/words.ts";
import { CapsForm } from "./form/caps.tsx";
import { HoursForm } from "./form/hours.tsx";
import { MoreForm } from "./form/more.tsx";
import type { FormProps } from "./form/parts.tsx";
import { SlotsForm } from "./form/slots.tsx";
import { StepsForm } from "./form/steps.tsx";
import { TextForm } from "./form/text.tsx";
import { WhoForm } from "./form/who.tsx";
import { type PolicyProblem, problemWords, warningWords } from "./problem-words.ts";
import { type PolicyTab, TABS } from "./search.ts";
import { usePolicyTexts } from "./texts.ts";

interface EditorProps extends FormProps {
  readonly published: Policy;
  readonly onReplace: (policy: Policy) => void;
  readonly preview: Preview | undefined;
  readonly problems: readonly PolicyProblem[];
  readonly isReadOnly: boolean;
}

/** The draft as forms, and what stands against publishing it. */
export function Editor({ policy, onChange, onReplace, published, preview, problems, isReadOnly }: EditorProps) {
  const t = usePolicyTexts();
  const navigate = useNavigate();
  const { tab = "slots" } = useSearch({ from: "/shell/policy" });
  const form = { policy, onChange };
  const forms: Readonly<Record<PolicyTab, ReactNode>> = {
    slots: <SlotsForm {...form} />,
    steps: <StepsForm {...form} />,
    hours: <HoursForm {...form} open={preview?.hours} />,
    who: <WhoForm {...form} />,
    caps: <CapsForm {...form} />,
    more: <MoreForm {...form} />,
    text: <TextForm policy={policy} onReplace={onReplace} published={published} />,
  };
  return (
    <Flex vertical gap={12}>
      <Findings policy={policy} preview={preview} problems={problems} />
      <Card styles={{ body: { paddingTop: 4 } }}>
        <SectionTabs
          label={t("view.edit")}
          value={tab}
          onChange={(next) => void navigate({ to: ".", search: (before) => ({ ...before, tab: next }), replace: true })}
          items={TABS.map((key) => ({ key, label: t(`tab.${key}`) }))}
        />
        <fieldset disabled={isReadOnly} inert={isReadOnly} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
          <CatchBoundary getResetKey={() => tab} errorComponent={NoForm}>
            {forms[tab]}
          </CatchBoundary>
        </fieldset>
      </Card>
    </Flex>
  );
}

/** Text may say what no form can show. */
function NoForm() {
  const t = usePolicyTexts();
  return <Alert type="warning" showIcon title={t("text.no_form")} />;
}

function Findings({ policy, preview, problems }: Pick<EditorProps, "policy" | "preview" | "problems">) {
  const t = usePolicyTexts();
  const [locale] = useLocale();
  const tellers = { t, words: useWords() };
  const warnings = problems.length > 0 ? [] : (preview?.warnings ?? []);
  const list = (lines: readonly string[]) => (
    <ul style={{ margin: 0, paddingInlineStart: 18 }}>
      {[...new Set(lines)].map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
  return (
    <>
      {problems.length === 0 ? null : (
        <Alert
          type="error"
          showIcon
          role="alert"
          title={t("errors.title")}
          description={list(problems.map((problem) => problemWords(problem, tellers, locale)))}
        />
      )}
      {warnings.length === 0 || preview === undefined ? null : (
        <Alert
          type="warning"
          showIcon
          title={t("warnings.title")}
          description={list(warnings.map((warning) => warningWords(warning, policy, preview.hours, tellers)))}
        />
      )}
    </>
  );
}
