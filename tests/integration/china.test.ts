/** The providers in China behind the whole service: what is sent, what is reported, and who is left alone. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aliyunSms } from "#src/channels/aliyun/sms.ts";
import { aliyunVoice } from "#src/channels/aliyun/voice.ts";
import { wecomChannel } from "#src/channels/wecom/customer-service.ts";
import { callMark } from "#src/domain/aliyun-call.ts";
import type { ContactId } from "#src/domain/brand.ts";
import { reconcileUnknown } from "#src/journey/reconcile-unknown.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import {
  ACCESS_KEY,
  type AliyunFake,
  SHOW_NUMBER,
  SIGN_NAME,
  startFakeAliyun,
} from "#tests/support/fake-china/aliyun.ts";
import { CORP_ID, OPEN_KFID, SECRET, startFakeWecom, type WecomFake } from "#tests/support/fake-china/wecom.ts";
import { type HttpService, openHttpService } from "#tests/support/http-service.ts";
import { created } from "#tests/support/journey.ts";

const PLACED = "2026-03-10T10:00:00+08:00";

let database: TestDatabase;
let service: HttpService;
let aliyun: AliyunFake;
let wecom: WecomFake;

beforeAll(async () => {
  [database, aliyun, wecom] = await Promise.all([testDatabase(), startFakeAliyun(), startFakeWecom()]);
  const account = { ...ACCESS_KEY, baseUrl: aliyun.url };
  const variables = ["shop", "order", "amount"] as const;
  service = await openHttpService(database.url, {
    now: "2026-03-10T02:15:00Z",
    real: {
      call: aliyunVoice({
        ...account,
        showNumber: SHOW_NUMBER,
        templates: { zh: "TTS_100" },
        variables,
        keys: { "1": "TTS_101", "9": "TTS_109" },
      }),
      sms: aliyunSms({
        ...account,
        signName: SIGN_NAME,
        templates: { zh: "SMS_100" },
        variables: [...variables, "code"],
      }),
      im: wecomChannel({ corpId: CORP_ID, secret: SECRET, openKfId: OPEN_KFID, baseUrl: wecom.url }),
    },
  });
});
afterAll(async () => {
  await service.close();
  await Promise.all([aliyun.close(), wecom.close()]);
  await database.drop();
});

interface Order {
  readonly contacts: readonly { id: string; channel: string; state: string; provider_id: string | null }[];
  readonly reminders: readonly { channel: string; state: string; reason: string | null }[];
}
const order = (id: string) => service.shop.get<Order>(`orders/${id}`);
const contact = async (id: string) => (await order(id)).contacts[0];
const suppressed = async () => (await service.shop.get<{ data: { reason: string }[] }>("suppressions")).data.length;

/** An order that was reminded of on a channel, of a buyer of its own. */
async function reminded(channel: string, id: string, phone: string): Promise<void> {
  await service.journey.putPolicy({
    slots: [{ orders: "00:00-24:00", remind: { after: "40m" } }],
    steps: [{ channel }],
    held_out: 0,
  });
  service.journey.moveTo("2026-03-10T02:15:00Z");
  const consent = { call: { given: true, at: PLACED, source: "checkout" } };
  const buyer = { id, phone, consent, im: { wecom: `wm${id}`, another: `an${id}` } };
  const response = await service.shop.post(created(id, PLACED, { buyer }));
  expect(response.status).toBe(202);
  service.journey.moveTo("2026-03-10T02:45:00Z");
  await service.journey.run();
}

const push = (reports: unknown) =>
  fetch(`${service.url}/callbacks/aliyun/voice`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(reports),
  });
const lastCall = () => {
  const call = aliyun.calls.at(-1);
  if (!call) throw new Error("no call");
  return { call_id: call.callId, out_id: call.outId };
};

describe("a text message by Alibaba Cloud", () => {
  test("goes out by the approved template, and its report moves the contact on", async () => {
    await reminded("sms", "s-1", "+8613800138101");
    const [message] = aliyun.messages;
    expect(message?.text).toMatch(
      /^【毛衣小店】您在.+的订单s-1待付款¥199\.00，付款 https:\/\/c\.example\/r\/[\w-]+ 拒收请回复R$/,
    );
    expect(await contact("s-1")).toMatchObject({ state: "accepted", provider_id: message?.bizId });
    Object.assign(message ?? {}, { status: 2, errCode: "USER_REJECT" });
    await service.journey.rows("UPDATE look_ups SET next_at = next_at - interval '1 hour'");
    const before = await suppressed();
    await reconcileUnknown(service.journey.ctx);
    expect(await contact("s-1")).toMatchObject({ state: "failed" });
    expect(await suppressed()).toBeGreaterThan(before);
  });
});

describe("a call by Alibaba Cloud", () => {
  test("in which 9 is pressed suppresses the buyer; a report without the call's mark changes nothing", async () => {
    await reminded("call", "c-1", "+8613800138102");
    const { call_id, out_id } = lastCall();
    const before = await suppressed();
    const key = { call_id, status_code: "300000", dtmf: "9" };
    expect((await push([{ ...key, out_id: "123456789012345" }])).status).toBe(403);
    expect((await push({ ...key, out_id })).status).toBe(403);
    expect((await push("nothing")).status).toBe(403);
    const other = callMark("another-secret", (await contact("c-1"))?.id as ContactId);
    expect((await push([{ ...key, out_id: other }])).status).toBe(403);
    expect([await suppressed(), (await contact("c-1"))?.state]).toEqual([before, "accepted"]);
    const taken = await push([{ ...key, out_id }]);
    expect([taken.status, await taken.json()]).toEqual([200, { code: 0, msg: "OK" }]);
    expect((await contact("c-1"))?.state).toBe("answered");
    expect(await suppressed()).toBeGreaterThan(before);
  });

  test("is known by its mark although its answer was never read", async () => {
    aliyun.behave("reset");
    await reminded("call", "c-2", "+8613800138103");
    aliyun.behave("accept");
    expect(await contact("c-2")).toMatchObject({ state: "unknown", provider_id: null });
    const mark = lastCall();
    expect((await push([{ ...mark, status_code: "200002" }])).status).toBe(200);
    expect(await contact("c-2")).toMatchObject({ state: "busy", provider_id: mark.call_id });
    expect(aliyun.calls.filter(({ callee }) => callee === "13800138103")).toHaveLength(1);
  });

  test("in which 1 is pressed sends the link by text message, once", async () => {
    await reminded("call", "c-3", "+8613800138104");
    const mark = lastCall();
    const sent = () => aliyun.messages.filter(({ phone }) => phone === "13800138104").length;
    await push([{ ...mark, status_code: "300000", dtmf: "1" }]);
    await push([{ ...mark, status_code: "200000", dtmf: "1" }]);
    const called = (await order("c-3")).contacts.find(({ channel }) => channel === "call");
    expect([sent(), called?.state]).toEqual([1, "answered"]);
  });

  test("is not taken for another that is reported by its mark", async () => {
    await reminded("call", "c-4", "+8613800138106");
    const first = lastCall();
    await reminded("call", "c-5", "+8613800138107");
    expect((await push([{ ...lastCall(), call_id: first.call_id, status_code: "200000" }])).status).toBe(200);
    expect([(await contact("c-4"))?.state, (await contact("c-5"))?.state]).toEqual(["accepted", "accepted"]);
  });

  test.each([
    ["200000", "answered"],
    ["200003", "no_answer"],
    ["200010", "failed"],
    ["200999", "accepted"],
  ])("that ended with %s is %s, several reports at a time", async (status_code, state) => {
    const id = `c-${status_code}`;
    await reminded("call", id, `+8613800${status_code}`);
    const stranger = { call_id: "1^1", out_id: "x", status_code: "200000" };
    expect((await push([stranger, { ...lastCall(), status_code }])).status).toBe(200);
    expect((await contact(id))?.state).toBe(state);
  });
});

test("where a call was answered and never reported, 9 is not heard: nobody is called for an hour", async () => {
  await reminded("call", "u-1", "+8613800138108");
  Object.assign(aliyun.calls.at(-1) ?? {}, { state: "200000" });
  await service.journey.rows("UPDATE look_ups SET next_at = next_at - interval '1 hour'");
  await reconcileUnknown(service.journey.ctx);
  expect((await contact("u-1"))?.state).toBe("answered");
  const before = aliyun.calls.length;
  await reminded("call", "u-2", "+8613800138109");
  expect([aliyun.calls.length, (await order("u-2")).reminders[0]?.state]).toEqual([before, "planned"]);
});

test("a message by WeCom goes to the buyer's account there", async () => {
  await reminded("im", "w-1", "+8613800138105");
  expect(wecom.messages).toMatchObject([{ touser: "wmw-1", content: expect.stringContaining("w-1") }]);
  expect(await contact("w-1")).toMatchObject({ state: "accepted", provider_id: wecom.messages[0]?.msgid });
});
