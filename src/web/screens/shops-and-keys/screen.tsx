import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Card, Empty, Flex, Modal, Skeleton } from "antd";
import { useState } from "react";
import { useMay } from "../../api/session.ts";
import { readShops, SHOPS, type ShopSecrets } from "../../api/shops.ts";
import { Failure } from "../../parts/failure.tsx";
import { Screen } from "../../parts/screen.tsx";
import { ShopForm } from "../start/shop-form.tsx";
import { ShopSecretsShown } from "../start/shop-secrets.tsx";
import { ShopCard } from "./shop-card.tsx";
import { useShopsTexts } from "./texts.ts";

export function Shops() {
  const t = useShopsTexts();
  const may = useMay();
  const [isCreating, setCreating] = useState(false);
  const { data, error, refetch, isPending } = useQuery({ queryKey: SHOPS, queryFn: readShops });
  const create = may("POST /api/v1/shops") ? (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>
      {t("create")}
    </Button>
  ) : null;
  return (
    <Screen title={t("title")} about={t("about")} actions={create}>
      {error ? <Failure error={error} onRetry={() => void refetch()} /> : null}
      {isPending ? <Skeleton active /> : null}
      {data?.data.length === 0 ? (
        <Card>
          <Empty description={t("empty")}>{create}</Empty>
        </Card>
      ) : null}
      <Flex vertical gap={16}>
        {data?.data.map((shop) => (
          <ShopCard key={shop.slug} shop={shop} />
        ))}
      </Flex>
      <NewShopDialog isOpen={isCreating} onClose={() => setCreating(false)} />
    </Screen>
  );
}

function NewShopDialog({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const t = useShopsTexts();
  const [secrets, setSecrets] = useState<ShopSecrets | null>(null);
  const isMade = secrets !== null;
  return (
    <Modal
      open={isOpen}
      title={t(isMade ? "created" : "create")}
      width={680}
      destroyOnHidden
      // What is shown once is not closed by a slip.
      mask={{ closable: !isMade }}
      closable={!isMade}
      keyboard={!isMade}
      onCancel={onClose}
      afterClose={() => setSecrets(null)}
      footer={
        isMade ? (
          <Button type="primary" onClick={onClose}>
            {t("done")}
          </Button>
        ) : null
      }
    >
      {isMade ? <ShopSecretsShown secrets={secrets} /> : <ShopForm onCreated={(made) => setSecrets(made.secrets)} />}
    </Modal>
  );
}
