import { PlusOutlined } from "@ant-design/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Card, Empty, Flex, Modal, Segmented, Skeleton, Tag, Typography } from "antd";
import { useState } from "react";
import { useMay } from "../../api/session.ts";
import { type Complaint, type ComplaintState, readComplaints } from "../../api/suppressions.ts";
import { Failure } from "../../parts/failure.tsx";
import { useFormats } from "../../parts/formats.ts";
import { usePartTexts } from "../../parts/texts.ts";
import { useShop } from "../../shell/shop.ts";
import { ComplaintForm, StepForm } from "./complaint-forms.tsx";
import { Nothing } from "./list.tsx";
import { useSuppressionsTexts } from "./texts.ts";

const PAGE = 20;

export function Complaints() {
  const t = useSuppressionsTexts();
  const may = useMay();
  const navigate = useNavigate();
  const { state } = useSearch({ from: "/shell/suppressions" });
  const [isAdding, setAdding] = useState(false);
  const narrow = (next: ComplaintState | "all") =>
    void navigate({
      to: "/suppressions",
      search: { tab: "complaints", ...(next === "all" ? {} : { state: next }) },
    });
  return (
    <Flex vertical gap={16}>
      <Flex wrap gap={8} justify="space-between">
        {may("POST /api/v1/complaints") ? (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
            {t("complaint_add")}
          </Button>
        ) : null}
        <Segmented<ComplaintState | "all">
          aria-label={t("state")}
          value={state ?? "all"}
          onChange={narrow}
          options={(["all", "open", "in_progress", "resolved"] as const).map((value) => ({
            value,
            label: t(`state.${value}`),
          }))}
        />
      </Flex>
      <Listed state={state ?? null} />
      <Modal open={isAdding} title={t("complaint_add")} footer={null} onCancel={() => setAdding(false)} destroyOnHidden>
        <ComplaintForm onDone={() => setAdding(false)} />
      </Modal>
    </Flex>
  );
}

function Listed({ state }: { readonly state: ComplaintState | null }) {
  const t = useSuppressionsTexts();
  const parts = usePartTexts();
  const { slug: shop } = useShop();
  const list = useInfiniteQuery({
    queryKey: ["complaints", shop, state],
    queryFn: ({ pageParam }) => readComplaints({ shop, state, limit: PAGE, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
  if (list.data === undefined) {
    return list.error === null ? (
      <Skeleton active />
    ) : (
      <Failure error={list.error} onRetry={() => void list.refetch()} />
    );
  }
  const complaints = list.data.pages.flatMap(({ data }) => data);
  if (complaints.length === 0) {
    return (
      <Card>
        <Empty
          image={Empty.PRESENTED_IMAGE_SIMPLE}
          description={<Nothing title={t("complaint_none_title")} text={t("complaint_none")} />}
        />
      </Card>
    );
  }
  return (
    <>
      {complaints.map((complaint) => (
        <OneComplaint key={complaint.id} complaint={complaint} />
      ))}
      {list.hasNextPage ? (
        <Flex justify="center">
          <Button onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
            {parts("more")}
          </Button>
        </Flex>
      ) : null}
    </>
  );
}

const COLOURS = { open: "error", in_progress: "warning", resolved: "success" } as const satisfies Record<
  ComplaintState,
  string
>;

function OneComplaint({ complaint }: { readonly complaint: Complaint }) {
  const t = useSuppressionsTexts();
  const may = useMay();
  const { moment } = useFormats();
  const [isFollowing, setFollowing] = useState(false);
  const { order, address, text, state, at, by, steps } = complaint;
  return (
    <Card size="small">
      <Flex vertical gap={8}>
        <Flex wrap gap={8} justify="space-between" align="start">
          <div style={{ minWidth: 0 }}>
            <Typography.Text strong className="foreign">
              {order === null ? (
                (address ?? t("address_unknown"))
              ) : (
                <Link to="/orders/$id" params={{ id: order }}>
                  {order}
                </Link>
              )}
            </Typography.Text>
            <br />
            <Typography.Text type="secondary" className="foreign">
              {moment(at)} · {t("by", { by })}
            </Typography.Text>
          </div>
          <Flex gap={8} align="center">
            <Tag color={COLOURS[state]} style={{ margin: 0 }}>
              {t(`state.${state}`)}
            </Tag>
            {may("PATCH /api/v1/complaints/:id") ? (
              <Button size="small" onClick={() => setFollowing(true)}>
                {t("follow")}
              </Button>
            ) : null}
          </Flex>
        </Flex>
        <Typography.Paragraph className="foreign" style={{ margin: 0, whiteSpace: "pre-line" }}>
          {text === null ? <Typography.Text type="secondary">{t("said_none")}</Typography.Text> : `“${text}”`}
        </Typography.Paragraph>
        <ol aria-label={t("steps")} style={{ margin: 0, paddingInlineStart: 18 }}>
          {steps.map((step) => (
            <li key={step.at} className="foreign">
              {t(`state.${step.state}`)}
              {step.note === null ? "" : `: ${step.note}`}{" "}
              <Typography.Text type="secondary">
                {step.by} · {moment(step.at)}
              </Typography.Text>
            </li>
          ))}
        </ol>
      </Flex>
      <Modal open={isFollowing} title={t("follow")} footer={null} onCancel={() => setFollowing(false)} destroyOnHidden>
        <StepForm complaint={complaint} onDone={() => setFollowing(false)} />
      </Modal>
    </Card>
  );
}
