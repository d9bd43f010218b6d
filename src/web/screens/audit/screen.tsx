import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, DatePicker, Flex, Input, Table } from "antd";
import dayjs from "dayjs";
import { useMe } from "../../api/session.ts";
import { type AuditFilter, type AuditRow, readAudit } from "../../api/staff.ts";
import { Failure } from "../../parts/failure.tsx";
import { useFormats } from "../../parts/formats.ts";
import { Screen } from "../../parts/screen.tsx";
import { Sideways } from "../../parts/sideways.tsx";
import { usePartTexts } from "../../parts/texts.ts";
import { isNamedAction, useActionTexts } from "./actions.ts";
import { useAuditTexts } from "./texts.ts";

export function Audit() {
  const t = useAuditTexts();
  const parts = usePartTexts();
  const filter = useFilter();
  const { data, error, refetch, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ["audit", filter],
    queryFn: ({ pageParam }) => readAudit(filter, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
  return (
    <Screen title={t("title")} about={t("about")}>
      <Filters />
      {error ? <Failure error={error} onRetry={() => void refetch()} /> : null}
      <AuditTable rows={data?.pages.flatMap((page) => page.data) ?? []} isLoading={isPending && !error} />
      {hasNextPage ? (
        <Button onClick={() => void fetchNextPage()} loading={isFetchingNextPage} style={{ alignSelf: "center" }}>
          {parts("more")}
        </Button>
      ) : null}
    </Screen>
  );
}

function useFilter(): AuditFilter {
  const { action, actor, from, to } = useSearch({ from: "/shell/audit" });
  return {
    ...(action === undefined ? {} : { action }),
    ...(actor === undefined ? {} : { actor }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

function Filters() {
  const t = useAuditTexts();
  const filter = useFilter();
  const navigate = useNavigate({ from: "/audit" });
  const change = (over: Partial<Record<keyof AuditFilter, string>>) =>
    void navigate({
      search: (before) =>
        Object.fromEntries(Object.entries({ ...before, ...over }).filter(([, value]) => value !== "")),
    });
  return (
    <Flex wrap gap={8}>
      <Input.Search
        allowClear
        aria-label={t("filter_actor")}
        placeholder={t("filter_actor")}
        defaultValue={filter.actor ?? ""}
        onSearch={(actor) => change({ actor })}
        style={{ width: 240 }}
      />
      <Input.Search
        allowClear
        aria-label={t("filter_action")}
        placeholder={t("filter_action")}
        defaultValue={filter.action ?? ""}
        onSearch={(action) => change({ action })}
        style={{ width: 280 }}
      />
      <DatePicker.RangePicker
        allowEmpty={[true, true]}
        aria-label={`${t("from")} ${t("to")}`}
        placeholder={[t("from"), t("to")]}
        value={[filter.from ? dayjs(filter.from) : null, filter.to ? dayjs(filter.to) : null]}
        onChange={(range) =>
          change({
            from: range?.[0]?.format("YYYY-MM-DD") ?? "",
            to: range?.[1]?.format("YYYY-MM-DD") ?? "",
          })
        }
      />
    </Flex>
  );
}

function AuditTable({ rows, isLoading }: { readonly rows: readonly AuditRow[]; readonly isLoading: boolean }) {
  const t = useAuditTexts();
  const actions = useActionTexts();
  const { moment } = useFormats();
  const { shops } = useMe();
  return (
    <Sideways label={t("title")}>
      <Table
        size="small"
        rowKey={(row) => `${row.at} ${row.actor} ${row.action} ${row.target} ${JSON.stringify(row.detail)}`}
        loading={isLoading}
        dataSource={[...rows]}
        pagination={false}
        locale={{ emptyText: t("none") }}
        columns={[
          { title: t("at"), dataIndex: "at", render: moment },
          {
            title: t("actor"),
            dataIndex: "actor",
            render: (actor: string) => <span className="foreign">{actor}</span>,
          },
          {
            title: t("action"),
            dataIndex: "action",
            render: (action: string) => (isNamedAction(action) ? actions(action) : <code>{action}</code>),
          },
          {
            title: t("target"),
            dataIndex: "target",
            render: (target: string | null) => (
              <div className="foreign" style={{ maxWidth: 240 }}>
                {target ?? ""}
              </div>
            ),
          },
          {
            title: t("shop"),
            dataIndex: "shop",
            render: (slug: string | null) =>
              slug === null ? t("every_shop") : (shops.find((shop) => shop.slug === slug)?.name ?? slug),
          },
          {
            title: t("detail"),
            dataIndex: "detail",
            render: (detail: AuditRow["detail"]) => (
              <div className="foreign" style={{ maxWidth: 360, fontSize: 12.5 }}>
                {Object.entries(detail)
                  .map(([name, value]) => `${name}: ${value}`)
                  .join(" · ")}
              </div>
            ),
          },
        ]}
      />
    </Sideways>
  );
}
