import { defineTexts } from "../../locale.ts";

const zh = {
  title: "话术模板",
  about: "每种方式、每种未付原因、每类买家说什么。没写的格子自动沿用更通用的话术，买家总能收到合适的话。",
  channel: "方式",
  locale: "语言",
  purpose: "用途",
  reason: "未付原因",
  more: "更细的",
  "source.shop": "本店",
  "source.builtin": "自带",
  "source.shop.version": "本店 第 {{version}} 版",
  "state.draft": "有草稿",
  falls: "沿用：{{cell}}",
  none: "没有话术",
  write: "写本店话术",
  edit: "修改",
  "cell.write": "{{cell}}：写本店话术",
  "cell.edit": "{{cell}}：修改本店话术",
  "add.cell": "为等级等更细的情况写",
  "legend.shop": "本店写的",
  "legend.builtin": "cuifu 自带的",
  "legend.falls": "沿用别的格子",
  chain: "沿用顺序：先按语言（买家的、店铺的、英文），再先本店后自带，再按原因、新老客、等级一步步放宽。",
};
type TemplatesKey = keyof typeof zh;

export const useTemplatesTexts = defineTexts<TemplatesKey>("templates", {
  "zh-CN": zh,
  en: {
    title: "Templates",
    about:
      "What is said by each channel, for each reason and kind of buyer. Cells that nobody wrote for take more general words, so that every buyer is told something fitting.",
    channel: "Channel",
    locale: "Language",
    purpose: "Purpose",
    reason: "Reason",
    more: "Finer",
    "source.shop": "Shop",
    "source.builtin": "Built in",
    "source.shop.version": "Shop, version {{version}}",
    "state.draft": "has a draft",
    falls: "as {{cell}}",
    none: "no words",
    write: "Write the shop's own",
    edit: "Edit",
    "cell.write": "{{cell}}: write the shop's own words",
    "cell.edit": "{{cell}}: edit the shop's words",
    "add.cell": "Write for something finer, such as a grade",
    "legend.shop": "written by the shop",
    "legend.builtin": "came with cuifu",
    "legend.falls": "taken from another cell",
    chain:
      "What is taken instead: the language first (the buyer's, the shop's, English), then the shop's words before ours, then reason, kind of buyer and grade, each made wider in turn.",
  },
});
