import { defineTexts } from "../../locale.ts";

const zh = {
  title: "操作记录",
  about: "谁在什么时候改了什么、看了谁的号码。只能追加，不能修改。",
  at: "时间",
  actor: "谁",
  action: "做了什么",
  target: "对象",
  shop: "店铺",
  detail: "详情",
  every_shop: "全部",
  filter_actor: "按人筛选，例如 staff lin",
  filter_action: "按操作筛选，例如 policy.publish",
  from: "从",
  to: "到",
  none: "没有符合条件的记录。",
};
type AuditKey = keyof typeof zh;

export const useAuditTexts = defineTexts<AuditKey>("audit", {
  "zh-CN": zh,
  en: {
    title: "Audit log",
    about: "Who changed what and when, and whose number was looked at. It only ever grows.",
    at: "When",
    actor: "Who",
    action: "Did what",
    target: "To what",
    shop: "Shop",
    detail: "Detail",
    every_shop: "all",
    filter_actor: "By person, as in: staff lin",
    filter_action: "By action, as in: policy.publish",
    from: "From",
    to: "To",
    none: "Nothing fits this filter.",
  },
});
