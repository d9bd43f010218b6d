import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button, Card, Flex, Modal, Skeleton, Tag, Typography } from "antd";
import { useState } from "react";
import { POLICY, type PolicyVersion, readPolicyChanges, readPolicyVersions } from "../../api/policy.ts";
import { useMay } from "../../api/session.ts";
import { Failure } from "../../parts/failure.tsx";
import { useFormats } from "../../parts/formats.ts";
import { usePartTexts } from "../../parts/texts.ts";
import { useShop } from "../../shell/shop.ts";
import { ChangesTable } from "./changes-table.tsx";
import { RestoreModal } from "./publish/restore-modal.tsx";
import { usePolicyTexts } from "./texts.ts";
import type { Draft } from "./use-draft.ts";

/** Who changed the policy, when and why; what differs; the way back. */
export function Versions({ draft }: { readonly draft: Draft }) {
  const t = usePolicyTexts();
  const parts = usePartTexts();
  const { slug } = useShop();
  const [compared, setCompared] = useState<PolicyVersion | null>(null);
  const [restored, setRestored] = useState<PolicyVersion | null>(null);
  const versions = useInfiniteQuery({
    queryKey: [POLICY, slug, "versions"],
    queryFn: ({ pageParam }) => readPolicyVersions(slug, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
  if (versions.isPending) return <Skeleton active />;
  if (versions.isError) return <Failure error={versions.error} onRetry={() => void versions.refetch()} />;
  const all = versions.data.pages.flatMap(({ data }) => data);
  return (
    <Card>
      <Flex vertical gap={12}>
        <Typography.Text type="secondary">{t("versions.about")}</Typography.Text>
        <Flex vertical component="ul" style={{ margin: 0, padding: 0, listStyle: "none" }}>
          {all.map((version) => (
            <VersionLine
              key={version.version}
              version={version}
              isNow={version.version === all[0]?.version}
              onCompare={() => setCompared(version)}
              onRestore={() => setRestored(version)}
            />
          ))}
        </Flex>
        {versions.hasNextPage ? (
          <Button
            loading={versions.isFetchingNextPage}
            onClick={() => void versions.fetchNextPage()}
            style={{ alignSelf: "start" }}
          >
            {parts("more")}
          </Button>
        ) : null}
      </Flex>
      <CompareModal version={compared} now={all[0]?.version ?? 1} onClose={() => setCompared(null)} />
      <RestoreModal version={restored} draft={draft} onClose={() => setRestored(null)} />
    </Card>
  );
}

interface VersionLineProps {
  readonly version: PolicyVersion;
  readonly isNow: boolean;
  readonly onCompare: () => void;
  readonly onRestore: () => void;
}

function VersionLine({ version, isNow, onCompare, onRestore }: VersionLineProps) {
  const t = usePolicyTexts();
  const may = useMay();
  const { moment } = useFormats();
  const name = t("versions.version", { version: version.version });
  return (
    <li style={{ padding: "10px 0", borderTop: "1px solid rgba(128,128,128,0.18)" }}>
      <Flex wrap gap={12} align="center" justify="space-between">
        <div style={{ minWidth: 0 }}>
          <Typography.Text strong>{name}</Typography.Text>{" "}
          {isNow ? <Tag color="success">{t("versions.now")}</Tag> : null}
          <div className="foreign">
            {version.reason ?? <Typography.Text type="secondary">{t("versions.no_reason")}</Typography.Text>}
          </div>
          <Typography.Text type="secondary" className="foreign" style={{ fontSize: 12 }}>
            {t("versions.by", { who: version.created_by, when: moment(version.created_at) })}
          </Typography.Text>
        </div>
        {isNow ? null : (
          <Flex gap={8} wrap>
            <Button aria-label={`${name}: ${t("versions.compare")}`} onClick={onCompare}>
              {t("versions.compare")}
            </Button>
            {may("POST /api/v1/policy/versions/:version/restore") ? (
              <Button aria-label={`${name}: ${t("versions.restore")}`} onClick={onRestore}>
                {t("versions.restore")}
              </Button>
            ) : null}
          </Flex>
        )}
      </Flex>
    </li>
  );
}

function CompareModal({
  version,
  now,
  onClose,
}: {
  readonly version: PolicyVersion | null;
  readonly now: number;
  readonly onClose: () => void;
}) {
  const t = usePolicyTexts();
  const { slug } = useShop();
  const from = version?.version ?? now;
  const changes = useQuery({
    queryKey: [POLICY, slug, "diff", from, now],
    queryFn: () => readPolicyChanges(slug, from, now),
    enabled: version !== null,
  });
  return (
    <Modal
      open={version !== null}
      width={760}
      footer={null}
      onCancel={onClose}
      title={t("versions.compare.title", { from, to: now })}
    >
      {changes.isError ? <Failure error={changes.error} /> : null}
      {changes.isPending ? <Skeleton active /> : null}
      {changes.data === undefined ? null : <ChangesTable changes={changes.data.changes} />}
    </Modal>
  );
}
