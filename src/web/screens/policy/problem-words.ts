/** What is wrong with a draft, and what it is warned of, in words. */
import type { Policy, Preview, Warning } from "../../api/policy.ts";
import { pointerWords, type Tellers } from "./pointer-words.ts";

export interface PolicyProblem {
  /** RFC 6901, within the policy. */
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

const CODES = ["overlap", "repeated", "contradiction", "unknown_key", "required"] as const;

/** One sentence. English has the service's own, which name an example. */
export function problemWords({ pointer, code, detail }: PolicyProblem, tellers: Tellers, locale: string): string {
  const { t } = tellers;
  const name = pointerWords(pointer, tellers);
  if (code === "gap")
    return t("error.gap", { spans: /\d\d:\d\d-\d\d:\d\d/.exec(detail)?.[0]?.replace("-", "–") ?? "" });
  if (/^\/hours\//.test(pointer) && code === "invalid") return t("error.hours", { name });
  if (/\/between$/.test(pointer)) return t("error.between", { name });
  const known = CODES.find((one) => one === code);
  if (known !== undefined) return t(`error.${known}`, { name });
  return locale === "en" ? `${name}: ${detail}` : t("error.invalid", { name });
}

export function warningWords(
  { pointer, code, detail }: Warning,
  policy: Policy,
  hours: Preview["hours"],
  tellers: Tellers,
): string {
  const { t, words } = tellers;
  const [, section, key] = pointer.split("/");
  switch (code) {
    case "calendar_unknown":
    case "calendar_ends":
    case "too_old":
      return t(`warning.${code}`);
    case "channel_off": {
      const channel = section === "steps" ? policy.steps[Number(key)]?.channel : undefined;
      return t("warning.channel_off", { channel: channel === undefined ? "" : words(`channel.${channel}`) });
    }
    case "hours_narrowed": {
      const step = policy.steps.find(({ channel }) => channel === key);
      const channel = step === undefined ? "" : words(`channel.${step.channel}`);
      const left = step === undefined ? null : (hours[step.channel] ?? null);
      return left === null
        ? t("warning.hours_narrowed.none", { channel })
        : t("warning.hours_narrowed", { channel, span: left.replace("-", "–") });
    }
    case "never_open": {
      const remind = policy.slots[Number(key)]?.remind;
      const span = remind !== undefined && "between" in remind ? remind.between.replace("-", "–") : "";
      return t("warning.never_open", { span });
    }
    default:
      return detail;
  }
}
