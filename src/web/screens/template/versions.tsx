import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Card, Collapse, Flex, Tag, Typography } from "antd";
import { useMay } from "../../api/session.ts";
import { readTemplateVersions, TEMPLATES, type Template, type TemplateVersion } from "../../api/templates.ts";
import { Failure } from "../../parts/failure.tsx";
import { useFormats } from "../../parts/formats.ts";
import { usePartTexts } from "../../parts/texts.ts";
import { useShop } from "../../shell/shop.ts";
import { DiffView } from "./diff-view.tsx";
import { useTemplateTexts } from "./texts.ts";

interface VersionsProps {
  readonly template: Template;
  readonly onPublish: (version: number) => void;
  readonly onStartFrom: (version: TemplateVersion) => void;
}

/** Every version with what differs from the one in use, and the way back to it. */
export function Versions({ template, onPublish, onStartFrom }: VersionsProps) {
  const t = useTemplateTexts();
  const parts = usePartTexts();
  const { slug } = useShop();
  const versions = useInfiniteQuery({
    queryKey: [TEMPLATES, slug, template.id, "versions"],
    queryFn: ({ pageParam }) => readTemplateVersions(slug, template.id, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
  if (versions.isError) return <Failure error={versions.error} onRetry={() => void versions.refetch()} />;
  const all = (versions.data?.pages ?? []).flatMap(({ data }) => data);
  const inUse = all.find(({ state }) => state === "published");
  return (
    <Card title={<h2 style={{ font: "inherit", margin: 0 }}>{t("versions")}</h2>}>
      <Collapse
        ghost
        items={all.map((version, at) => ({
          key: version.version,
          label: <VersionTitle version={version} />,
          children: (
            <VersionBody
              version={version}
              beside={version.state === "published" || inUse === undefined ? all[at + 1] : inUse}
              isBesideUsed={version.state !== "published" && inUse !== undefined}
              onPublish={() => onPublish(version.version)}
              onStartFrom={() => onStartFrom(version)}
            />
          ),
        }))}
      />
      {versions.hasNextPage ? (
        <Button loading={versions.isFetchingNextPage} onClick={() => void versions.fetchNextPage()}>
          {parts("more")}
        </Button>
      ) : null}
    </Card>
  );
}

const COLOURS = { draft: "warning", approved: "processing", published: "success" } as const;

function VersionTitle({ version }: { readonly version: TemplateVersion }) {
  const t = useTemplateTexts();
  const { moment } = useFormats();
  return (
    <Flex wrap gap={8} align="center">
      <Typography.Text strong>{t("version", { version: version.version })}</Typography.Text>
      <Tag color={COLOURS[version.state]}>{t(`state.${version.state}`)}</Tag>
      <Typography.Text type="secondary" className="foreign">
        {t("by", { who: version.created_by, when: moment(version.created_at) })}
        {version.approved_by === null ? "" : ` · ${t("approved.by", { who: version.approved_by })}`}
      </Typography.Text>
    </Flex>
  );
}

interface VersionBodyProps {
  readonly version: TemplateVersion;
  readonly beside: TemplateVersion | undefined;
  readonly isBesideUsed: boolean;
  readonly onPublish: () => void;
  readonly onStartFrom: () => void;
}

function VersionBody({ version, beside, isBesideUsed, onPublish, onStartFrom }: VersionBodyProps) {
  const t = useTemplateTexts();
  const may = useMay();
  const textOf = ({ subject, text }: TemplateVersion) => (subject === null ? text : `${subject}\n\n${text}`);
  return (
    <Flex vertical gap={10}>
      {beside === undefined ? (
        <div className="foreign" style={{ whiteSpace: "pre-wrap" }}>
          {textOf(version)}
        </div>
      ) : (
        <>
          <Typography.Text type="secondary">
            {t(isBesideUsed ? "diff.with" : "diff.previous")} ({t("version", { version: beside.version })})
          </Typography.Text>
          <DiffView before={textOf(beside)} after={textOf(version)} />
        </>
      )}
      {may("POST /api/v1/templates/:id/versions") ? (
        <Flex wrap gap={8}>
          {version.state === "published" ? null : (
            <Button onClick={onPublish}>{t("publish", { version: version.version })}</Button>
          )}
          <Button onClick={onStartFrom}>{t("edit_from")}</Button>
        </Flex>
      ) : null}
    </Flex>
  );
}
