import { defineTexts } from "../../locale.ts";
import { en } from "./texts-en.ts";
import { zh } from "./texts-zh.ts";

export type PolicyKey = keyof typeof zh;

export const usePolicyTexts = defineTexts<PolicyKey>("policy", { "zh-CN": zh, en });
