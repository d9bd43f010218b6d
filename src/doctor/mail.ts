import { lookAtMailServer, type MailLook } from "../channels/smtp.ts";
import { providersOf } from "../configured-providers.ts";
import { ANSWER_WITHIN, type Check, type Finding, ok, warning, wrong } from "./check.ts";

/** The mail server: whether it answers, speaks TLS where it must, and lets us in. No letter is begun. */
export const mail: Check = {
  name: "mail",
  async look({ config }) {
    if (!providersOf(config).some(({ settings }) => settings.provider === "smtp")) return [];
    const { smtpUrl, mailFrom } = config;
    const missing = [smtpUrl === null ? "SMTP_URL" : null, mailFrom === null ? "MAIL_FROM" : null].filter(
      (name) => name !== null,
    );
    if (smtpUrl === null || missing.length > 0) {
      return [wrong(`${missing.join(", ")} not set: the service does not start`, "set it (docs/channels.md)")];
    }
    return [judge(await lookAtMailServer(smtpUrl, ANSWER_WITHIN))];
  },
};

/** @param look of a server; its own words are not told: they may quote the login. */
function judge(look: MailLook): Finding {
  const { at } = look;
  if (look.kind === "ready") {
    return ok(look.loggedIn ? `${at} takes our login` : `${at} answers; SMTP_URL names no login`);
  }
  const { status, code, atLogin } = look;
  if (atLogin && status !== null) {
    return wrong(`${at} refuses the login (${status})`, "check user and password in SMTP_URL (percent-encode them)");
  }
  if (status !== null) {
    const text = `${at} answers ${status} before any letter`;
    const mend = "ask whoever runs the mail server whether this host may send by it";
    return status >= 500 ? wrong(text, mend) : warning(text, `${mend}; letters are tried again`);
  }
  if (code === "tls") {
    const mend = "its certificate must be valid for that name; smtps:// is for port 465, smtp:// with STARTTLS for 587";
    return wrong(`${at} can't be spoken to over TLS`, mend);
  }
  const mend = "check host and port in SMTP_URL, and the network; many hosters close port 25: use 587 or 465";
  return wrong(`${at} can't be connected to (${code})`, mend);
}
