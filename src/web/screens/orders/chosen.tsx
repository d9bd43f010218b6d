import { Alert, Button, Flex, Tag } from "antd";
import { useCutWords } from "../../parts/cut-words.ts";
import { useFormats } from "../../parts/formats.ts";
import { useWords } from "../../parts/words.ts";
import { useShop } from "../../shell/shop.ts";
import type { OrdersSearch } from "./search.ts";
import { type OrdersKey, useOrdersTexts } from "./texts.ts";
import { useOrdersSearch } from "./use-search.ts";

/** In words: what the list is narrowed to, each with a way to drop it. */
export function Chosen() {
  const t = useOrdersTexts();
  const { search, change, replace } = useOrdersSearch();
  const chosen = useChosen(search);
  if (chosen.length === 0) return <RowOfReport />;
  return (
    <>
      <RowOfReport />
      <Flex wrap gap={8} align="center">
        {chosen.map(({ names, text }) => (
          <Tag
            key={text}
            closable={{ "aria-label": t("clear_one", { what: text }) }}
            onClose={(event) => {
              // The tag goes when the address has changed.
              event.preventDefault();
              change(Object.fromEntries(names.map((name) => [name, undefined])));
            }}
            className="foreign"
            style={{ maxWidth: "100%", whiteSpace: "normal", fontSize: 13, padding: "2px 8px", margin: 0 }}
          >
            {text}
          </Tag>
        ))}
        <Button type="link" size="small" onClick={() => replace({})}>
          {t("clear")}
        </Button>
      </Flex>
    </>
  );
}

/** Which figure of the recovery report is listed; nothing where none is. */
function RowOfReport() {
  const t = useOrdersTexts();
  const words = useCutWords();
  const shop = useShop();
  const { search, replace } = useOrdersSearch();
  const period = usePeriod(search);
  const { by, key, figure = "orders", currency = shop.currency } = search;
  if (by === undefined || key === undefined) return null;
  const row = { figure: words.figure(figure), cut: words.cut(by), key: words.key(by, key) };
  return (
    <Alert
      type="info"
      showIcon
      className="foreign"
      title={t("row", row)}
      description={t("row_about", { period: period ?? t("period.thirty"), currency })}
      action={
        <Button size="small" onClick={() => replace({})}>
          {t("drop_row")}
        </Button>
      }
    />
  );
}

/** Of `from` and `to`; null where neither is given. */
function usePeriod({ from, to }: OrdersSearch): string | null {
  const t = useOrdersTexts();
  const { day } = useFormats();
  if (from !== undefined && to !== undefined) {
    return from === to ? day(from) : t("period.both", { from: day(from), to: day(to) });
  }
  if (from !== undefined) return t("period.from", { from: day(from) });
  return to === undefined ? null : t("period.to", { to: day(to) });
}

interface ChosenFilter {
  readonly names: readonly (keyof OrdersSearch)[];
  readonly text: string;
}

function useChosen(search: OrdersSearch): readonly ChosenFilter[] {
  const t = useOrdersTexts();
  const words = useWords();
  const cuts = useCutWords();
  const period = usePeriod(search);
  const { q, status, state, channel, reason, grade, recovered, by, figure } = search;
  const filter = (name: keyof OrdersSearch & OrdersKey, value: string | null): ChosenFilter[] =>
    value === null ? [] : [{ names: [name], text: `${t(name)}: ${value}` }];
  return [
    ...(q === undefined ? [] : [{ names: ["q" as const], text: `“${q}”` }]),
    ...filter("status", status === undefined ? null : words(`order.${status}`)),
    ...filter("state", state === undefined ? null : words(`reminder.${state}`)),
    ...filter("channel", channel === undefined ? null : words(`channel.${channel}`)),
    ...filter("reason", reason === undefined ? null : words(`why.${reason}`)),
    ...filter("grade", grade === undefined ? null : words(`grade.${grade}`)),
    ...filter("recovered", recovered === undefined ? null : t(`recovered.${recovered}`)),
    ...(period === null ? [] : [{ names: ["from" as const, "to" as const], text: `${t("placed")}: ${period}` }]),
    // With a row it is said above.
    ...(figure === undefined || by !== undefined ? [] : [{ names: ["figure" as const], text: cuts.figure(figure) }]),
  ];
}
