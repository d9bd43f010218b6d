import { PlusOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { Flex, Tag, Typography } from "antd";
import { useMay } from "../../api/session.ts";
import type { Cell, MatrixRow } from "../../api/templates.ts";
import type { Say } from "../../locale.ts";
import { audienceWords } from "../../parts/cell-words.ts";
import { useWords, type WordKey } from "../../parts/words.ts";
import { useTemplatesTexts } from "./texts.ts";
import "../../parts/unseen.css";
import "./matrix.css";

interface MatrixProps {
  /** Of one channel, language and purpose. */
  readonly rows: readonly MatrixRow[];
  readonly cell: Pick<Cell, "channel" | "locale" | "purpose">;
}

const KINDS = ["new", "returning"] as const;

/** Reasons down, kinds of buyers across; what somebody wrote for something finer stands beside. */
export function Matrix({ rows, cell }: MatrixProps) {
  const t = useTemplatesTexts();
  const words = useWords();
  const may = useMay();
  const reasons = [...new Set(rows.map(({ reason }) => reason))];
  const isUsual = ({ kind, grade }: MatrixRow) => kind !== "any" && grade === "any";
  return (
    <div style={{ overflowX: "auto" }}>
      <table className="matrix">
        <thead>
          <tr>
            <th scope="col">{t("reason")}</th>
            {KINDS.map((kind) => (
              <th scope="col" key={kind}>
                {words(`kind.${kind}`)}
              </th>
            ))}
            <th scope="col">{t("more")}</th>
          </tr>
        </thead>
        <tbody>
          {reasons.map((reason) => {
            const here = rows.filter((row) => row.reason === reason);
            return (
              <tr key={reason}>
                <th scope="row">{words(`why.${reason}`)}</th>
                {KINDS.map((kind) => {
                  const row = here.find((one) => one.kind === kind && isUsual(one));
                  return <td key={kind}>{row === undefined ? null : <MatrixCell row={row} />}</td>;
                })}
                <td>
                  <Flex vertical gap={8} align="start">
                    {here
                      .filter((row) => !isUsual(row))
                      .map((row) => (
                        <MatrixCell key={`${row.kind} ${row.grade}`} row={row} isNamed />
                      ))}
                    {may("POST /api/v1/templates") ? (
                      <Link
                        to="/templates/$id"
                        params={{ id: "new" }}
                        search={{ ...cell, reason, kind: "any", grade: "A" }}
                        title={t("add.cell")}
                      >
                        <PlusOutlined aria-label={`${words(`why.${reason}`)}: ${t("add.cell")}`} />
                      </Link>
                    ) : null}
                  </Flex>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** What is said in one cell, and where the words come from; leads to the editor. */
function MatrixCell({ row, isNamed = false }: { readonly row: MatrixRow; readonly isNamed?: boolean }) {
  const t = useTemplatesTexts();
  const words = useWords();
  const may = useMay();
  const { uses, template, falls_back: fallsBack, channel, purpose, locale, reason, kind, grade } = row;
  const name = audienceWords(row, words);
  const source = uses === null ? "falls" : fallsBack ? "falls" : uses.source;
  const content = (
    <>
      <span className="unseen">{t(template === null ? "cell.write" : "cell.edit", { cell: name })}</span>
      <Flex wrap gap={4} align="center">
        {isNamed ? <Typography.Text strong>{finerWords(row, words)}</Typography.Text> : null}
        {uses === null ? <Tag>{t("none")}</Tag> : null}
        {uses !== null && !fallsBack ? (
          <Tag color={uses.source === "shop" ? "success" : "default"}>
            {uses.source === "shop" ? t("source.shop.version", { version: uses.version }) : t("source.builtin")}
          </Tag>
        ) : null}
        {uses !== null && fallsBack ? (
          <Tag variant="outlined">{t("falls", { cell: audienceWords(uses, words) })}</Tag>
        ) : null}
        {template !== null && template.latest !== template.published ? (
          <Tag color="warning">{t("state.draft")}</Tag>
        ) : null}
      </Flex>
      <span className="matrix-words foreign">{uses?.text}</span>
    </>
  );
  if (template !== null) {
    return (
      <Link to="/templates/$id" params={{ id: template.id }} search={{}} className={`matrix-cell source-${source}`}>
        {content}
      </Link>
    );
  }
  if (!may("POST /api/v1/templates")) return <div className={`matrix-cell source-${source}`}>{content}</div>;
  return (
    <Link
      to="/templates/$id"
      params={{ id: "new" }}
      search={{ channel, purpose, locale, reason, kind, grade }}
      className={`matrix-cell source-${source}`}
    >
      {content}
    </Link>
  );
}

/** `Returning buyer · Grade A`. */
const finerWords = ({ kind, grade }: MatrixRow, words: Say<WordKey>): string =>
  [words(`kind.${kind}`), ...(grade === "any" ? [] : [words(`grade.${grade}`)])].join(" · ");
