import { EyeInvisibleOutlined, EyeOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Button, Card, Flex, Typography } from "antd";
import { type Order, unmaskBuyer } from "../../api/orders.ts";
import { useMay } from "../../api/session.ts";
import { Facts } from "../../parts/facts.tsx";
import { Refusal } from "../../parts/failure.tsx";
import { useWords } from "../../parts/words.ts";
import { useOrderTexts } from "./texts.ts";
import { useOrderPlace } from "./use-order.ts";

/** Who bought: masked, until somebody who may looks at it in full. */
export function BuyerCard({ order: { buyer } }: { readonly order: Order }) {
  const t = useOrderTexts();
  const words = useWords();
  const may = useMay();
  const place = useOrderPlace();
  const unmask = useMutation({ mutationFn: () => unmaskBuyer(place) });
  const full = unmask.data;
  const foreign = (text: string | null | undefined, none: string) =>
    text ? (
      <span className="foreign" key={text}>
        {text}
      </span>
    ) : (
      <Typography.Text type="secondary">{none}</Typography.Text>
    );
  return (
    <Card title={<h2 className="card-title">{t("buyer")}</h2>}>
      <Flex vertical gap={12}>
        <Facts
          facts={[
            [t("name"), foreign(full?.name ?? buyer.name, t("name_unknown"))],
            [t("phone"), full?.phone ? <Phone key="phone" phone={full.phone} /> : foreign(buyer.phone, t("none"))],
            full === undefined ? null : [t("email"), foreign(full.email, t("none"))],
            [t("grade"), `${words(`grade.${buyer.grade}`)} · ${words(`kind.${buyer.kind}`)}`],
            buyer.id === null ? null : [t("buyer_id"), foreign(buyer.id, t("none"))],
          ]}
        />
        <Refusal error={unmask.error} />
        {may("POST /api/v1/orders/:id/unmask") ? (
          <Flex wrap gap={8} align="center">
            {full === undefined ? (
              <Button icon={<EyeOutlined />} onClick={() => unmask.mutate()} loading={unmask.isPending}>
                {t("unmask")}
              </Button>
            ) : (
              <Button icon={<EyeInvisibleOutlined />} onClick={() => unmask.reset()}>
                {t("hide")}
              </Button>
            )}
            <Typography.Text type="secondary" role="status">
              {t(full === undefined ? "unmask_hint" : "unmasked")}
            </Typography.Text>
          </Flex>
        ) : null}
      </Flex>
    </Card>
  );
}

const Phone = ({ phone }: { readonly phone: string }) => (
  <a href={`tel:${phone}`} className="figure">
    {phone}
  </a>
);
