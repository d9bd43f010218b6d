import { defineTexts } from "../locale.ts";

const zh = {
  interval: "{{low}} 到 {{high}}",
  "rate.of": "{{of}} 单里 {{count}} 单；真实比率有 95% 的把握在 {{interval}} 之间",
  "rate.few": "{{of}} 单里 {{count}} 单，样本太少，比率靠不住：可能是 {{interval}}",
  "rate.counts": "{{count}}/{{of}} 单",
  "lift.title": "是催付的功劳吗",
  "lift.month": "近 30 天下的订单",
  "lift.none": "还没有可比的数据",
  "lift.none_about": "系统会随机留出一小部分买家不催付，作为对照。两边都有订单后，这里会告诉你催付到底有没有用。",
  "lift.early": "数据还不够",
  "lift.no_payments": "有一组还没有人付款：要等付款发生，不只是订单更多。",
  "lift.needed": "大约还需要 {{orders}} 笔符合条件的订单",
  "lift.early_about":
    "目前催付的 {{treated}} 单付款 {{treated_rate}}，对照的 {{held_out}} 单付款 {{held_out_rate}}。差别可能只是碰巧，先别下结论。",
  "lift.works": "催付确实有用",
  "lift.costs": "催付反而让付款变少",
  "lift.nothing": "催不催差别不大",
  "lift.points": "{{points}} 个百分点",
  "lift.between": "95% 区间 {{low}} 到 {{high}}，天天看也算数",
  "lift.story": "每 100 笔订单，催付的有 {{treated_rate}} 付款，随机留出不催的对照组有 {{held_out_rate}} 付款。",
  "lift.caused": "约有 {{orders}} 笔付款（95% 区间 {{low}} 到 {{high}}）是催付带来的，其余的不催也会付。",
  "lift.arm.treated": "催付组",
  "lift.arm.held_out": "对照组（不催）",
  "lift.arm.of": "{{buyers}} 位买家，{{orders}} 单，已付 {{paid}} 单",
};
type FigureKey = keyof typeof zh;

export const useFigureTexts = defineTexts<FigureKey>("figures", {
  "zh-CN": zh,
  en: {
    interval: "{{low}} to {{high}}",
    "rate.of": "{{count}} of {{of}} orders; the true rate is between {{interval}} with 95% confidence",
    "rate.few": "{{count}} of {{of}} orders: too few to speak of a rate, which could be {{interval}}",
    "rate.counts": "{{count}} of {{of}}",
    "lift.title": "Is it the reminding?",
    "lift.month": "Placed in 30 days",
    "lift.none": "Nothing to compare yet",
    "lift.none_about":
      "A small share of buyers, chosen at random, is never reminded. Once both groups have orders, this tells whether reminding works.",
    "lift.early": "Not enough data yet",
    "lift.no_payments": "Nobody in one of the groups has paid yet: this takes payments, not only orders.",
    "lift.needed": "About {{orders}} more eligible orders to go",
    "lift.early_about":
      "So far {{treated_rate}} of {{treated}} reminded orders were paid, and {{held_out_rate}} of {{held_out}} that were held out. That may be chance: draw no conclusion yet.",
    "lift.works": "Reminding brings payments",
    "lift.costs": "Reminding costs payments",
    "lift.nothing": "Reminding makes little difference",
    "lift.points": "{{points}} points",
    "lift.between": "95% interval {{low}} to {{high}}, valid however often you look",
    "lift.story":
      "Of the orders that may be reminded {{treated_rate}} were paid; of the group held out at random and never reminded, {{held_out_rate}}.",
    "lift.caused":
      "About {{orders}} payments (95% interval {{low}} to {{high}}) came because of reminding; the others would have come anyway.",
    "lift.arm.treated": "Reminded",
    "lift.arm.held_out": "Held out, never reminded",
    "lift.arm.of": "{{buyers}} buyers, {{orders}} orders, {{paid}} paid",
  },
});
