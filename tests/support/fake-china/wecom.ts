/** WeCom's token and customer service API (微信客服) as its documentation describes them. Every answer is a 200. */
import { type Answered, type FakeApi, startFakeApi } from "./server.ts";

export const CORP_ID = "ww1234567890abcdef";
export const SECRET = "fakeSecretOfCustomerService0123456789";
export const OPEN_KFID = "wkAJ2GCAAASSm4_FhToWMFea0xAFfd3Q";

export interface WecomFake extends FakeApi {
  readonly messages: { readonly touser: string; readonly content: string; readonly msgid: string }[];
  readonly sends: Readonly<Record<string, unknown>>[];
  /** How often a token was fetched. */
  tokenCount(): number;
  /** Takes back the token that is out, as WeCom may before its time. */
  withdraw(): void;
  /** What the next requests for a token get. */
  refuseTokens(errcode: number | null): void;
}

/** Customers that are refused, and how. */
const MAGIC: Readonly<Record<string, number>> = {
  wm_nobody: 40096,
  wm_too_many: 95001,
  wm_too_late: 95002,
  wm_with_staff: 95018,
  wm_busy: -1,
  wm_fast: 45009,
};

export async function startFakeWecom({ expiresIn = 7_200 } = {}): Promise<WecomFake> {
  const messages: WecomFake["messages"] = [];
  const sends: Record<string, unknown>[] = [];
  let tokens = 0;
  let valid = "";
  let refused: number | null = null;
  const api = await startFakeApi(
    ({ path }) => path === "/cgi-bin/kf/send_msg",
    ({ method, path, query, body }) => {
      if (method === "GET" && path === "/cgi-bin/gettoken") {
        if (refused !== null) return refuse(refused);
        if (query.get("corpid") !== CORP_ID) return refuse(40013);
        if (query.get("corpsecret") !== SECRET) return refuse(40001);
        tokens += 1;
        valid = `token-${tokens}`;
        return { status: 200, json: { errcode: 0, errmsg: "ok", access_token: valid, expires_in: expiresIn } };
      }
      if (method !== "POST" || path !== "/cgi-bin/kf/send_msg") return { status: 404, json: {} };
      if (query.get("access_token") !== valid) return refuse(40014);
      const message: Record<string, unknown> = JSON.parse(body);
      sends.push(message);
      return send(messages, message);
    },
  );
  return {
    ...api,
    messages,
    sends,
    tokenCount: () => tokens,
    withdraw: () => {
      valid = "";
    },
    refuseTokens: (errcode) => {
      refused = errcode;
    },
  };
}

const refuse = (errcode: number): Answered => ({ status: 200, json: { errcode, errmsg: "a sentence, hint: [1613]" } });

function send(messages: WecomFake["messages"], message: Readonly<Record<string, unknown>>): Answered {
  const { touser, open_kfid, msgid, msgtype, text } = message;
  if (open_kfid !== OPEN_KFID) return refuse(95000);
  if (typeof touser !== "string" || touser === "") return refuse(40003);
  const magic = MAGIC[touser];
  if (magic !== undefined) return refuse(magic);
  const content: unknown = typeof text === "object" && text !== null && "content" in text ? text.content : null;
  if (msgtype !== "text" || typeof content !== "string" || content === "") return refuse(44004);
  if (Buffer.byteLength(content) > 2_048 || typeof msgid !== "string" || !/^[\w-]{1,32}$/.test(msgid))
    return refuse(40058);
  messages.push({ touser, content, msgid });
  return { status: 200, json: { errcode: 0, errmsg: "ok", msgid }, withoutId: { errcode: 0, errmsg: "ok" } };
}
