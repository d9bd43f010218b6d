import { defineTexts } from "../locale.ts";

const zh = {
  "failure.title": "没有成功",
  "failure.away": "连不上服务。请检查网络，稍后再试。",
  "failure.forbidden": "你的角色没有这个权限。需要的话请找管理员。",
  "failure.missing": "这里没有你要找的内容，可能已被删除，或属于别的店铺。",
  "failure.stale": "别人刚刚改过。请刷新后再改。",
  "failure.throttled": "尝试太多次了，请稍后再试。",
  "failure.server": "服务出了问题，请稍后再试；仍不行时请把编号告诉管理员。",
  "failure.request": "编号：{{id}}",
  retry: "重试",
  home: "回到今日",
  none: "暂无数据",
  copy: "复制",
  copied: "已复制",
  "currency.unknown": "未知币种",
  more: "加载更多",
  "when.in": "{{span}}后",
  "when.ago": "{{span}}前",
  "when.now": "此刻",
  "when.moment": "不到 1 分钟",
};
type PartKey = keyof typeof zh;

export const usePartTexts = defineTexts<PartKey>("parts", {
  "zh-CN": zh,
  en: {
    "failure.title": "That did not work",
    "failure.away": "The service can't be reached. Check the network and try again.",
    "failure.forbidden": "Your role may not do this. Ask an admin if you need it.",
    "failure.missing": "There is nothing here: it may be gone, or belong to another shop.",
    "failure.stale": "Somebody else has just changed this. Reload, then change it again.",
    "failure.throttled": "Too many tries. Wait a little, then try again.",
    "failure.server": "The service has a problem. Try again; if it stays, give the id to an admin.",
    "failure.request": "Id: {{id}}",
    retry: "Try again",
    home: "To today",
    none: "Nothing here yet",
    copy: "Copy",
    copied: "Copied",
    "currency.unknown": "unknown currency",
    more: "Load more",
    "when.in": "in {{span}}",
    "when.ago": "{{span}} ago",
    "when.now": "now",
    "when.moment": "under 1 min",
  },
});
