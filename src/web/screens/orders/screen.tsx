import { ReloadOutlined } from "@ant-design/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Card, Empty, Flex, Skeleton, Typography } from "antd";
import { readOrders } from "../../api/orders.ts";
import { useLocale } from "../../locale.ts";
import { Failure } from "../../parts/failure.tsx";
import { Screen } from "../../parts/screen.tsx";
import { usePartTexts } from "../../parts/texts.ts";
import { useShop } from "../../shell/shop.ts";
import { Chosen } from "./chosen.tsx";
import { Filters } from "./filters.tsx";
import { OrderList } from "./list.tsx";
import { useOrdersTexts } from "./texts.ts";
import { useOrdersSearch } from "./use-search.ts";
import { Views } from "./views.tsx";

const PAGE = 50;

/** All orders of a shop, however many, by what the address asks for. */
export function Orders() {
  const t = useOrdersTexts();
  const { search } = useOrdersSearch();
  const orders = useOrders();
  return (
    <Screen
      title={t("title")}
      about={t("about")}
      actions={
        <>
          <Views />
          <Button
            icon={<ReloadOutlined />}
            loading={orders.isRefetching && !orders.isFetchingNextPage}
            onClick={() => void orders.refetch()}
          >
            {t("refresh")}
          </Button>
        </>
      }
    >
      <Filters />
      <Chosen />
      <Found orders={orders} isNarrowed={Object.keys(search).length > 0} />
    </Screen>
  );
}

function useOrders() {
  const shop = useShop();
  const [locale] = useLocale();
  const { search } = useOrdersSearch();
  return useInfiniteQuery({
    queryKey: ["orders", shop.slug, search, locale],
    queryFn: ({ pageParam, signal }) =>
      readOrders({ ...search, shop: shop.slug, locale, limit: PAGE, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
}

function Found({
  orders,
  isNarrowed,
}: {
  readonly orders: ReturnType<typeof useOrders>;
  readonly isNarrowed: boolean;
}) {
  const t = useOrdersTexts();
  const parts = usePartTexts();
  if (orders.error !== null && orders.data === undefined) {
    return <Failure error={orders.error} onRetry={() => void orders.refetch()} />;
  }
  if (orders.data === undefined) {
    return (
      <Card>
        <Skeleton active paragraph={{ rows: 8 }} />
      </Card>
    );
  }
  const found = orders.data.pages.flatMap(({ data }) => data);
  if (found.length === 0) return <Nothing isNarrowed={isNarrowed} />;
  return (
    <>
      <OrderList orders={found} />
      <Flex vertical align="center" gap={8}>
        {orders.hasNextPage ? (
          <Button onClick={() => void orders.fetchNextPage()} loading={orders.isFetchingNextPage}>
            {parts("more")}
          </Button>
        ) : null}
        <Typography.Text type="secondary" role="status">
          {t(orders.hasNextPage ? "shown" : "end", { count: found.length })}
        </Typography.Text>
        {orders.isFetchNextPageError ? <Failure error={orders.error} /> : null}
      </Flex>
    </>
  );
}

function Nothing({ isNarrowed }: { readonly isNarrowed: boolean }) {
  const t = useOrdersTexts();
  return (
    <Card>
      <Empty
        image={Empty.PRESENTED_IMAGE_SIMPLE}
        description={
          <>
            <Typography.Text strong>{t(isNarrowed ? "none_title" : "empty_title")}</Typography.Text>
            <br />
            <Typography.Text type="secondary">{t(isNarrowed ? "none" : "empty")}</Typography.Text>
          </>
        }
      >
        {isNarrowed ? null : <Link to="/start">{t("empty_start")}</Link>}
      </Empty>
    </Card>
  );
}
