import { Card, Collapse, Flex, Radio, Typography } from "antd";
import { type ReactNode, useState } from "react";
import type { CallSheet } from "../../api/calls.ts";
import { useWords } from "../../parts/words.ts";
import { useDeskTexts } from "./texts.ts";

/** What the agent reads from: the inferred reason's words first, then what buyers say. */
export function Sheet({ sheet }: { readonly sheet: CallSheet | null }) {
  const t = useDeskTexts();
  return (
    <Card title={<h2 className="card-title">{t("sheet")}</h2>}>
      {sheet === null ? <Typography.Text type="secondary">{t("no_sheet")}</Typography.Text> : <Parts sheet={sheet} />}
    </Card>
  );
}

function Parts({ sheet }: { readonly sheet: CallSheet }) {
  const t = useDeskTexts();
  const { opening, about, known, branches, objections, closing, refusal, orders } = sheet;
  // A script without headings is read as it is.
  if (opening === null && about === null && branches.length === 0) return <Words>{sheet.text}</Words>;
  return (
    <Flex vertical gap={16}>
      <Part title={t("opening")} text={opening} />
      <Part title={t("tell")} text={about} />
      <Part title={t("known")} text={known} />
      <Talk branches={branches} />
      {objections.length === 0 ? null : (
        <Answers
          title={t("objections")}
          answers={objections.map(({ says, answer }) => ({ says: `“${says}”`, answer }))}
        />
      )}
      <Part title={t("closing")} text={closing} />
      <Part title={t("refusal")} text={refusal} />
      {orders === null ? null : (
        <div>
          <Heading>{t("links")}</Heading>
          <Typography.Paragraph
            className="foreign"
            copyable={{ text: orders }}
            style={{ whiteSpace: "pre-line", margin: 0 }}
          >
            {orders}
          </Typography.Paragraph>
        </div>
      )}
    </Flex>
  );
}

/** How to talk about each reason, the likely one first. */
function Talk({ branches }: Pick<CallSheet, "branches">) {
  const t = useDeskTexts();
  const words = useWords();
  const [likely] = branches;
  const [chosen, setChosen] = useState(likely?.reason);
  if (likely === undefined) return null;
  const branch = branches.find(({ reason }) => reason === chosen) ?? likely;
  return (
    <div>
      <Heading>{t("talk")}</Heading>
      {branches.length === 1 ? null : (
        <Radio.Group
          aria-label={t("talk")}
          size="small"
          optionType="button"
          value={branch.reason}
          onChange={({ target }) => setChosen(target.value)}
          options={branches.map(({ reason }) => ({
            value: reason,
            label:
              reason === likely.reason && reason !== "unknown"
                ? t("likely", { why: words(`why.${reason}`) })
                : words(`why.${reason}`),
            style: { borderRadius: 8, borderInlineStartWidth: 1 },
          }))}
          style={{ display: "flex", flexWrap: "wrap", gap: 4, marginBottom: 8 }}
        />
      )}
      <Words>{branch.text}</Words>
    </div>
  );
}

interface AnswersProps {
  readonly title: string;
  readonly answers: CallSheet["objections"];
}

/** What to answer to what may be said, each behind what is said. */
const Answers = ({ title, answers }: AnswersProps) => (
  <div>
    <Heading>{title}</Heading>
    <Collapse
      size="small"
      items={answers.map(({ says, answer }) => ({
        key: says,
        label: <span className="foreign">{says}</span>,
        children: <Words>{answer}</Words>,
      }))}
    />
  </div>
);

const Heading = ({ children }: { readonly children: ReactNode }) => (
  <Typography.Title level={3} style={{ fontSize: 13, margin: "0 0 4px", opacity: 0.8 }}>
    {children}
  </Typography.Title>
);

const Words = ({ children }: { readonly children: string }) => (
  <Typography.Paragraph className="foreign" style={{ whiteSpace: "pre-line", margin: 0, fontSize: 15 }}>
    {children}
  </Typography.Paragraph>
);

function Part({ title, text }: { readonly title: string; readonly text: string | null }) {
  return text === null || text === "" ? null : (
    <div>
      <Heading>{title}</Heading>
      <Words>{text}</Words>
    </div>
  );
}
