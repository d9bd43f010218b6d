import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Alert, Button, Segmented, Skeleton, Tag } from "antd";
import { useState } from "react";
import { POLICY, type Published, readPolicy } from "../../api/policy.ts";
import { useMay } from "../../api/session.ts";
import { Failure } from "../../parts/failure.tsx";
import { Screen } from "../../parts/screen.tsx";
import { Unsaved } from "../../parts/unsaved.tsx";
import { useShop } from "../../shell/shop.ts";
import { DayCard } from "./day-card.tsx";
import { Editor } from "./editor.tsx";
import { PublishModal } from "./publish/publish-modal.tsx";
import type { Sample } from "./sample.tsx";
import { sampleOrder, todayIn } from "./sample-order.ts";
import { type PolicyView, VIEWS } from "./search.ts";
import { Simulate } from "./simulation/simulate.tsx";
import { usePolicyTexts } from "./texts.ts";
import { type Draft, useDraft } from "./use-draft.ts";
import { usePreview } from "./use-preview.ts";
import { Versions } from "./versions.tsx";

export function Policy() {
  const t = usePolicyTexts();
  const { slug } = useShop();
  // Read once: what others publish while somebody edits is found when publishing, never put under their hands.
  const read = useQuery({
    queryKey: [POLICY, slug],
    queryFn: ({ signal }) => readPolicy(slug, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  if (read.data !== undefined) return <PolicyOf key={slug} read={read.data} />;
  return (
    <Screen title={t("title")} about={t("about")}>
      {read.isError ? (
        <Failure error={read.error} onRetry={() => void read.refetch()} />
      ) : (
        <Skeleton active paragraph={{ rows: 12 }} />
      )}
    </Screen>
  );
}

function PolicyOf({ read }: { readonly read: { value: Published; etag: string | null } }) {
  const t = usePolicyTexts();
  const shop = useShop();
  const may = useMay();
  const navigate = useNavigate();
  const draft = useDraft(read);
  const { view = "edit" } = useSearch({ from: "/shell/policy" });
  const [isPublishing, setPublishing] = useState(false);
  const [sample, setSample] = useState<Sample>(() => ({
    date: todayIn(shop.timezone),
    minute: 600,
    kind: "new",
    grade: "B",
    amount: null,
    closes: null,
  }));
  const preview = usePreview(draft.policy, sampleOrder(sample, shop.timezone));
  const isReadOnly = !may("PUT /api/v1/policy");
  const isBroken = preview.problems.length > 0;
  const [lastGood, setLastGood] = useState(preview.data?.preview ? preview.data : null);
  const good = preview.data?.preview ? { preview: preview.data.preview, policy: preview.data.policy } : null;
  if (good !== null && lastGood?.preview !== good.preview) setLastGood({ ...good, problems: [] });
  const shown = good ?? (lastGood?.preview ? { preview: lastGood.preview, policy: lastGood.policy } : undefined);
  return (
    <Screen
      title={t("title")}
      about={t("about")}
      actions={
        <Actions draft={draft} isReadOnly={isReadOnly} isBroken={isBroken} onPublish={() => setPublishing(true)} />
      }
    >
      <Unsaved isDirty={draft.isDirty} />
      {isReadOnly ? <Alert type="info" showIcon title={t("read_only")} /> : null}
      {draft.base.policy.live ? null : (
        <Alert type="warning" showIcon title={t("not_live")} description={t("not_live.mend")} />
      )}
      <DayCard
        shown={shown}
        error={preview.error}
        isBroken={isBroken}
        sample={sample}
        onSample={(change) => setSample((before) => ({ ...before, ...change }))}
        onRetry={() => void preview.refetch()}
      />
      <Segmented<PolicyView>
        aria-label={t("title")}
        value={view}
        onChange={(next) => void navigate({ to: ".", search: (before) => ({ ...before, view: next }), replace: true })}
        options={VIEWS.map((one) => ({ value: one, label: t(`view.${one}`) }))}
        style={{ alignSelf: "start" }}
      />
      {view === "edit" ? (
        <Editor
          policy={draft.policy}
          onChange={draft.change}
          onReplace={draft.replace}
          published={draft.base.policy}
          preview={shown?.preview}
          problems={preview.problems}
          isReadOnly={isReadOnly}
        />
      ) : null}
      {view === "simulate" ? <Simulate policy={draft.policy} isDirty={draft.isDirty} /> : null}
      {view === "versions" ? <Versions draft={draft} /> : null}
      <PublishModal draft={draft} isOpen={isPublishing} onClose={() => setPublishing(false)} />
    </Screen>
  );
}

interface ActionsProps {
  readonly draft: Draft;
  readonly isReadOnly: boolean;
  readonly isBroken: boolean;
  readonly onPublish: () => void;
}

function Actions({ draft, isReadOnly, isBroken, onPublish }: ActionsProps) {
  const t = usePolicyTexts();
  return (
    <>
      <Tag style={{ alignSelf: "center", marginInlineEnd: 0 }}>{t("version.now", { version: draft.base.version })}</Tag>
      {draft.isDirty ? (
        <Tag color="warning" style={{ alignSelf: "center", marginInlineEnd: 0 }}>
          {t("version.draft")}
        </Tag>
      ) : null}
      {isReadOnly ? null : (
        <>
          <Button disabled={!draft.isDirty} onClick={draft.discard}>
            {t("discard")}
          </Button>
          <Button type="primary" disabled={!draft.isDirty || isBroken} onClick={onPublish}>
            {t("publish")}
          </Button>
        </>
      )}
    </>
  );
}
