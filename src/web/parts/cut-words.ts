/** Words for what recovery statistics cut orders by: the cuts, the keys of their rows, and the figures of a row. */
import { useMemo } from "react";
import type { z } from "zod";
import type { orderSearch } from "../../http/openapi/orders.ts";
import { defineTexts, type Say } from "../locale.ts";
import { type Formats, useFormats } from "./formats.ts";
import { useWords, type WordKey } from "./words.ts";

type Search = z.output<typeof orderSearch>;
export type RecoveryCut = NonNullable<Search["by"]>;
export type RecoveryFigure = NonNullable<Search["figure"]>;

const zh = {
  "cut.day": "下单日期",
  "cut.channel": "渠道",
  "cut.template": "模板",
  "cut.slot": "时段规则",
  "cut.reason": "未付款原因",
  "cut.agent": "客服",
  "cut.buyer": "新老客",
  "cut.grade": "买家等级",
  "cut.hour": "下单时刻",
  "cut.hours": "下单与催付时刻",
  "cut.template_version": "模板版本",
  "cut.outcome": "结果",
  "cut.paid_within": "多久付款",
  "cut.shop": "店铺",
  "figure.orders": "未付款订单",
  "figure.planned": "安排过催付的订单",
  "figure.reminded": "催付过的订单",
  "figure.delivered": "催付送达的订单",
  "figure.clicked": "点击过链接的订单",
  "figure.recovered": "挽回的订单",
  "outcome.recovered": "催付后付款",
  "outcome.paid_unreminded": "未催付就付款",
  "outcome.paid_otherwise": "催付时限外付款",
  "outcome.reminded_not_paid": "催付后未付款",
  "outcome.waiting": "等待催付",
  "outcome.not_reached": "没有联系到",
  "paid.1h": "1 小时内",
  "paid.6h": "1 到 6 小时",
  "paid.24h": "6 到 24 小时",
  "paid.72h": "1 到 3 天",
  "paid.longer": "3 天以上",
  "paid.unpaid": "没有付款",
  none: "没有催付到",
  hour: "{{from}}:00–{{to}}:00",
  hours: "{{placed}} 点下单，{{reminded}} 点催付",
};
type CutKey = keyof typeof zh;

const useCutTexts = defineTexts<CutKey>("cuts", {
  "zh-CN": zh,
  en: {
    "cut.day": "Day of placing",
    "cut.channel": "Channel",
    "cut.template": "Template",
    "cut.slot": "Time-of-day rule",
    "cut.reason": "Reason unpaid",
    "cut.agent": "Agent",
    "cut.buyer": "New or returning",
    "cut.grade": "Buyer's grade",
    "cut.hour": "Hour of placing",
    "cut.hours": "Hours of placing and reminding",
    "cut.template_version": "Template version",
    "cut.outcome": "Outcome",
    "cut.paid_within": "Time to pay",
    "cut.shop": "Shop",
    "figure.orders": "Unpaid orders",
    "figure.planned": "Orders with a planned reminder",
    "figure.reminded": "Reminded orders",
    "figure.delivered": "Orders whose reminder was delivered",
    "figure.clicked": "Orders whose link was clicked",
    "figure.recovered": "Recovered orders",
    "outcome.recovered": "Paid after a reminder",
    "outcome.paid_unreminded": "Paid without a reminder",
    "outcome.paid_otherwise": "Paid outside the window",
    "outcome.reminded_not_paid": "Reminded, not paid",
    "outcome.waiting": "Waiting for a reminder",
    "outcome.not_reached": "Nobody was reached",
    "paid.1h": "Within 1 hour",
    "paid.6h": "1 to 6 hours",
    "paid.24h": "6 to 24 hours",
    "paid.72h": "1 to 3 days",
    "paid.longer": "Over 3 days",
    "paid.unpaid": "Not paid",
    none: "Not reminded",
    hour: "{{from}}:00–{{to}}:00",
    hours: "placed at {{placed}}:00, reminded at {{reminded}}:00",
  },
});

/** Which words name a key of a cut; of the cuts that are not here, keys are names that the shop gave. */
const PREFIXES = { channel: "channel", reason: "why", buyer: "kind", grade: "grade" } as const;

export interface CutWords {
  cut(by: RecoveryCut): string;
  figure(figure: RecoveryFigure): string;
  /** Of the row with this key; the key itself where there is no word for it. */
  key(by: RecoveryCut, key: string): string;
}

export function useCutWords(): CutWords {
  const t = useCutTexts();
  const words = useWords();
  const formats = useFormats();
  return useMemo(() => cutWordsOf(t, words, formats), [t, words, formats]);
}

function cutWordsOf(t: Say<CutKey>, words: Say<WordKey>, formats: Formats): CutWords {
  /** What was not found is answered with the key that was asked for. */
  const orKey = (text: string, asked: string, key: string) => (text === asked ? key : text);
  const word = (asked: string, key: string) => orKey(words(asked as WordKey), asked, key);
  const own = (asked: string, key: string) => orKey(t(asked as CutKey), asked, key);
  return {
    cut: (by) => t(`cut.${by}`),
    figure: (figure) => t(`figure.${figure}`),
    key: (by, key) => {
      if (key === "none") return t("none");
      switch (by) {
        case "day":
          return /^\d{4}-\d\d-\d\d$/.test(key) ? formats.day(key) : key;
        case "channel":
        case "reason":
        case "buyer":
        case "grade":
          return word(`${PREFIXES[by]}.${key}`, key);
        case "hour":
          return /^\d\d$/.test(key) ? t("hour", { from: key, to: String(Number(key) + 1).padStart(2, "0") }) : key;
        case "hours": {
          const [, placed, reminded] = /^(\d\d)-(\d\d)$/.exec(key) ?? [];
          return placed === undefined || reminded === undefined ? key : t("hours", { placed, reminded });
        }
        case "outcome": {
          const text = own(`outcome.${key}`, "");
          return text === "" ? word(`stop.${key}`, key) : text;
        }
        case "paid_within":
          return own(`paid.${key}`, key);
        case "template":
        case "template_version":
        case "slot":
        case "agent":
        case "shop":
          return key;
        default:
          return by satisfies never;
      }
    },
  };
}
