import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Alert, Card, Flex, Skeleton, Tag } from "antd";
import { useState } from "react";
import { RequestError } from "../../api/request.ts";
import { useMay } from "../../api/session.ts";
import {
  type Cell,
  type Template as Read,
  readMatrix,
  readTemplate,
  TEMPLATES,
  type TemplateVersion,
} from "../../api/templates.ts";
import { cellWords } from "../../parts/cell-words.ts";
import { Failure } from "../../parts/failure.tsx";
import { useLocaleName } from "../../parts/locale-name.ts";
import { Screen } from "../../parts/screen.tsx";
import { Unsaved } from "../../parts/unsaved.tsx";
import { useWords } from "../../parts/words.ts";
import { useShop } from "../../shell/shop.ts";
import { Actions } from "./actions.tsx";
import { CellForm } from "./cell-form.tsx";
import { PreviewCard } from "./preview-card.tsx";
import { Refusals } from "./refusals.tsx";
import { useTemplateActions } from "./save-actions.ts";
import { cellOf } from "./search.ts";
import { Stale } from "./stale.tsx";
import { useTemplateTexts } from "./texts.ts";
import { type EditedWords, useWordsDraft } from "./use-words-draft.ts";
import { Versions } from "./versions.tsx";
import { WordsForm } from "./words-form.tsx";

const EMPTY: EditedWords = { subject: "", text: "", providers: {} };

const wordsIn = ({ subject, text, provider_templates: providers }: TemplateVersion): EditedWords => ({
  subject: subject ?? "",
  text,
  providers,
});

export function Template() {
  const t = useTemplateTexts();
  const { id } = useParams({ from: "/shell/templates/$id" });
  const search = useSearch({ from: "/shell/templates/$id" });
  const { slug, locale } = useShop();
  const isNew = id === "new";
  const cell = cellOf(search, locale);
  const read = useQuery({ queryKey: [TEMPLATES, slug, id], queryFn: () => readTemplate(slug, id), enabled: !isNew });
  // New words start from those that such buyers get now.
  const now = useQuery({
    queryKey: [TEMPLATES, slug, "matrix", cell.channel, cell.locale, cell.purpose],
    queryFn: () => readMatrix(slug, { channel: cell.channel, locale: cell.locale, purpose: cell.purpose }),
    enabled: isNew,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const failed = isNew ? now : read;
  if (failed.isError) {
    return (
      <Screen title={t("title")}>
        <Failure error={failed.error} onRetry={() => void failed.refetch()} />
      </Screen>
    );
  }
  if (!isNew && read.data !== undefined) {
    return <Editor key={id} read={read.data} cell={read.data.value} start={wordsIn(read.data.value.version)} />;
  }
  if (isNew && now.data !== undefined) {
    const uses =
      now.data.find(({ reason, kind, grade }) => reason === cell.reason && kind === cell.kind && grade === cell.grade)
        ?.uses ?? now.data.find(({ reason }) => reason === cell.reason)?.uses;
    const start = uses ? { ...EMPTY, subject: uses.subject ?? "", text: uses.text } : EMPTY;
    return <Editor key="new" read={null} cell={cell} start={start} />;
  }
  return (
    <Screen title={t("title")}>
      <Skeleton active paragraph={{ rows: 10 }} />
    </Screen>
  );
}

interface EditorProps {
  readonly read: { readonly value: Read; readonly etag: string | null } | null;
  readonly cell: Cell;
  readonly start: EditedWords;
}

function Editor({ read, cell, start }: EditorProps) {
  const t = useTemplateTexts();
  const words = useWords();
  const localeName = useLocaleName();
  const may = useMay();
  const navigate = useNavigate();
  const draft = useWordsDraft(start);
  const actions = useTemplateActions(read, cell);
  const [isStale, setStale] = useState(false);
  const [isLeaving, setLeaving] = useState(false);
  const isNew = read === null;
  const save = async (onto?: string | null) => {
    try {
      const saved = await actions.save.mutateAsync({ words: draft.words, ...(onto === undefined ? {} : { onto }) });
      setLeaving(isNew);
      draft.settle(draft.words);
      setStale(false);
      if (isNew)
        await navigate({
          to: "/templates/$id",
          params: { id: saved.id },
          search: {},
          replace: true,
          ignoreBlocker: true,
        });
    } catch (error) {
      if (!isNew && error instanceof RequestError && error.status === 409) setStale(true);
    }
  };
  const readOnly = !may("POST /api/v1/templates/:id/versions");
  return (
    <Screen
      title={isNew ? t("title.new") : t("title")}
      about={
        <Flex wrap gap={8} align="center">
          <Link to="/templates" search={{ channel: cell.channel, locale: cell.locale }}>
            ← {t("back")}
          </Link>
          {cellWords(cell, words, localeName)}
          {read === null ? null : <State template={read.value} />}
        </Flex>
      }
      actions={
        <Actions
          template={read?.value ?? null}
          isDirty={draft.isDirty || isNew}
          actions={actions}
          onSave={() => void save()}
        />
      }
    >
      <Unsaved isDirty={draft.isDirty && !isLeaving} />
      {readOnly ? <Alert type="info" showIcon title={t("read_only")} /> : null}
      <Refusals
        saving={isStale ? null : actions.save.error}
        stepping={actions.step.error ?? actions.withdraw.error}
        isNew={isNew}
      />
      <div
        style={{
          display: "grid",
          gridTemplateColumns: "repeat(auto-fit, minmax(min(100%, 380px), 1fr))",
          gap: 16,
          alignItems: "start",
        }}
      >
        <Card>
          <Flex vertical gap={16} inert={readOnly}>
            {isNew ? (
              <CellForm
                cell={cell}
                onChange={(change) =>
                  void navigate({ to: ".", search: { ...cell, ...change }, replace: true, ignoreBlocker: true })
                }
              />
            ) : null}
            <WordsForm channel={cell.channel} words={draft.words} onChange={draft.change} />
          </Flex>
        </Card>
        <PreviewCard cell={onlyCell(cell)} words={draft.words} isAllowed={!readOnly} />
      </div>
      {read === null ? null : (
        <Versions
          template={read.value}
          onPublish={(version) => actions.step.mutate({ kind: "publish", version })}
          onStartFrom={(version) => draft.change(wordsIn(version))}
        />
      )}
      {isStale && read !== null ? (
        <Stale
          id={read.value.id}
          mine={draft.words.text}
          onKeep={(etag) => void save(etag)}
          onTake={(theirs) => {
            draft.settle(wordsIn(theirs.version));
            setStale(false);
          }}
          onClose={() => setStale(false)}
        />
      ) : null}
    </Screen>
  );
}

/** Of a template that has more to it. */
const onlyCell = ({ channel, purpose, locale, reason, kind, grade }: Cell): Cell => ({
  channel,
  purpose,
  locale,
  reason,
  kind,
  grade,
});

function State({ template }: { readonly template: Read }) {
  const t = useTemplateTexts();
  return (
    <>
      {template.published === null ? null : (
        <Tag color="success">
          {t("state.published")}: {t("version", { version: template.published })}
        </Tag>
      )}
      {template.latest === template.published ? null : (
        <Tag color="warning">
          {t(`state.${template.version.state}`)}: {t("version", { version: template.latest })}
        </Tag>
      )}
    </>
  );
}
