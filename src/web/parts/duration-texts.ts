import { defineTexts } from "../locale.ts";

const zh = {
  unit: "单位",
  "unit.m": "分钟",
  "unit.h": "小时",
  "unit.d": "天",
};

export const useDurationTexts = defineTexts<keyof typeof zh>("durations", {
  "zh-CN": zh,
  en: { unit: "unit", "unit.m": "minutes", "unit.h": "hours", "unit.d": "days" },
});
