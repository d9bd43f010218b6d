import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { type HttpService, type HttpShop, openHttpService } from "#tests/support/http-service.ts";

let database: TestDatabase;
let service: HttpService;
let shop: HttpShop;
let shops = 0;

beforeAll(async () => {
  database = await testDatabase();
  service = await openHttpService(database.url, { now: "2026-03-10T02:15:00Z" });
});
afterAll(async () => {
  await service.close();
  await database.drop();
});
beforeEach(async () => {
  shops += 1;
  shop = await service.addShop(`shop-${shops}`);
});

const put = async (policy: object, query = "", headers: Record<string, string> = {}) =>
  await shop.api(`policy${query}`, {
    method: "PUT",
    body: JSON.stringify(policy),
    headers: { "content-type": "application/json", ...headers },
  });
const post = async (path: string, body: object = {}) =>
  await shop.api(path, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });

describe("versions", () => {
  it("tell who changed what, when and why", async () => {
    await put({ min_delay: "45m" }, `?reason=${encodeURIComponent("双十一:慢一点")}`);
    const list = await shop.get<{ data: { version: number; reason: string | null; created_by: string }[] }>(
      "policy/versions",
    );
    expect(list.data.map(({ version, reason }) => [version, reason])).toEqual([
      [2, "双十一:慢一点"],
      [1, null],
    ]);
    expect(list.data[0]?.created_by).toMatch(/^key /);
    const one = await shop.get<{ version: number; reason: string; policy: { min_delay: string } }>("policy/versions/2");
    expect([one.version, one.reason, one.policy.min_delay]).toEqual([2, "双十一:慢一点", "45m"]);
  });

  it("differ by pointer", async () => {
    await put({
      min_delay: "45m",
      ship_cutoff: { sun: null },
      who: { amount: { max: "500" } },
      steps: [{ channel: "sms" }],
    });
    const { changes } = await shop.get<{ changes: { pointer: string; op: string }[] }>("policy/versions/1/diff?to=2");
    expect(changes.map(({ pointer, op }) => `${op} ${pointer}`)).toEqual([
      "replace /min_delay",
      "replace /ship_cutoff",
      "replace /steps",
      "add /who/amount/max",
    ]);
    expect(changes[0]).toMatchObject({ from: "30m", to: "45m" });
    const back = await shop.get<{ changes: { op: string }[] }>("policy/versions/2/diff?to=1");
    expect(back.changes.map(({ op }) => op)).toEqual(["replace", "replace", "replace", "remove"]);
    expect(await shop.get("policy/versions/2/diff?to=2")).toMatchObject({ changes: [] });
  });

  it("come back as a new version", async () => {
    await put({ min_delay: "45m" });
    const restored = await post("policy/versions/1/restore?reason=too%20slow");
    expect(restored.status).toBe(200);
    expect(restored.headers.get("etag")).toBe('"3"');
    expect(await restored.json()).toMatchObject({ version: 3, policy: { min_delay: "30m" } });
    expect(await shop.get("policy/versions/3/diff?to=1")).toMatchObject({ changes: [] });
    const { data } = await shop.get<{ data: { reason: string | null }[] }>("policy/versions");
    expect(data.map(({ reason }) => reason)).toEqual(["too slow", null, null]);
  });

  it("come back only if nobody was quicker", async () => {
    await put({ min_delay: "45m" });
    const late = await shop.api("policy/versions/1/restore", { method: "POST", headers: { "if-match": '"1"' } });
    expect(late.status).toBe(409);
  });

  it("that don't exist, or are another shop's, are not found", async () => {
    await put({ min_delay: "45m" });
    const other = await service.addShop(`other-${shops}`);
    expect((await other.api("policy/versions/2")).status).toBe(404);
    for (const path of ["policy/versions/9", "policy/versions/0", "policy/versions/1/diff?to=9"]) {
      expect([path, (await shop.api(path)).status]).toEqual([path, 404]);
    }
    expect((await shop.api("policy/versions/1/diff")).status).toBe(422);
    expect((await post("policy/versions/9/restore")).status).toBe(404);
  });
});

interface Preview {
  zone: string;
  policy_version: number | null;
  reminders: {
    channel: string;
    state: string;
    local: string | null;
    rule: string | null;
    reason: string | null;
    text: string;
  }[];
  day: { ordered: string; first: { channel: string; local: string | null; reason: string | null } | null }[];
  warnings: { code: string }[];
}

describe("a preview", () => {
  it("of the published policy, by GET", async () => {
    const preview = await shop.get<Preview>("policy/preview?placed_at=2026-03-10T10:00:00%2B08:00");
    expect([preview.zone, preview.policy_version]).toEqual(["Asia/Shanghai", 1]);
    expect(preview.reminders.map(({ channel, state, rule }) => [channel, state, rule])).toEqual([
      ["call", "planned", "00:00-12:00"],
      ["im", "planned", "00:00-12:00"],
      ["sms", "planned", "00:00-12:00"],
    ]);
    expect(preview.reminders[0]?.local).toMatch(/^2026-03-10 1[456]:\d\d$/);
    expect(preview.reminders[0]?.text).toMatch(/^按规则 00:00-12:00，2026-03-10 1[456]:\d\d 电话。$/);
  });

  it("shows the whole day, for a picture", async () => {
    const { day } = await shop.get<Preview>("policy/preview?placed_at=2026-03-10T10:00:00%2B08:00");
    expect(day.length).toBe(144);
    expect(day[0]?.ordered).toBe("00:00");
    const at = (ordered: string) => day.find((minute) => minute.ordered === ordered)?.first?.local;
    expect(at("09:00")).toMatch(/^2026-03-10 1[456]:/);
    expect(at("15:00")).toMatch(/^2026-03-10 1[67]:/);
    expect(at("23:50")).toMatch(/^2026-03-11 1[456]:/);
  });

  it("tells when buyers may be contacted, by policy and law, and the holidays that are avoided", async () => {
    const policy = { hours: { default: "08:00-21:00", call: "09:30-18:00" }, avoid: ["holidays"], calendar: "CN" };
    const placed_at = "2026-09-28T10:00:00+08:00";
    const ask = async (question: object): Promise<{ hours: object; holidays: string[] }> =>
      await (await post("policy/preview", { placed_at, policy, ...question })).json();
    const here = await ask({});
    expect(here.hours).toEqual({ call: "09:30-18:00", im: "09:00-20:00", sms: "09:00-20:00", email: "09:00-20:00" });
    expect(here.holidays).toContain("2026-10-01");
    expect(here.holidays).not.toContain("2026-09-29");
    expect((await ask({ country: "US" })).hours).toMatchObject({ sms: "08:00-21:00" });
    expect((await ask({ policy: { ...policy, avoid: [] } })).holidays).toEqual([]);
  });

  it("of a draft tells each refusal in a sentence", async () => {
    const body = {
      placed_at: "2026-03-10T10:00:00+08:00",
      grade: "D",
      country: "US",
      policy: { who: { grades: ["A"] } },
    };
    const preview: Preview = await (await post("policy/preview", body)).json();
    expect([preview.zone, preview.policy_version]).toEqual(["America/New_York", null]);
    expect(preview.reminders.map(({ state, reason, text }) => [state, reason, text])).toEqual([
      ["skipped", "grade", "电话不发送：该等级的买家不催付（who.grades）。"],
      ["skipped", "grade", "即时消息不发送：该等级的买家不催付（who.grades）。"],
      ["skipped", "grade", "短信不发送：该等级的买家不催付（who.grades）。"],
    ]);
  });

  it("names what leaves an order out, and what stands in the way of a slot, in the language asked for", async () => {
    const ask = async (body: object, headers: Record<string, string> = {}) => {
      const response = await shop.api("policy/preview?locale=en", {
        method: "POST",
        body: JSON.stringify({ placed_at: "2026-03-10T10:00:00+08:00", ...body }),
        headers: { "content-type": "application/json", ...headers },
      });
      const { reminders }: Preview = await response.json();
      return reminders.map(({ text }) => text);
    };
    const sms = { steps: [{ channel: "sms" }] };
    expect(await ask({ flag: "test", policy: sms })).toEqual([
      "No text message: the policy leaves out a flag of the order, as of test orders (who.exclude_flags).",
    ]);
    expect(await ask({ closes_at: "2026-03-10T10:04:00+08:00", policy: sms })).toEqual([
      "No text message: the order closes before any slot.",
    ]);
    expect(await ask({ placed_at: "2026-10-01T10:00:00+08:00", policy: { ...sms, avoid: ["holidays"] } })).toEqual([
      "No text message: every slot is on a public holiday, which the policy avoids.",
    ]);
    expect(await ask({ policy: { steps: [{ channel: "email" }] } })).toEqual([
      "No e-mail: nobody is set up to send by this channel.",
    ]);
    const english = await shop.api("policy/preview", { headers: { "accept-language": "fr, en-GB;q=0.8, zh;q=0.5" } });
    expect(((await english.json()) as Preview).reminders[0]?.text).toMatch(/^(The call|No call)/);
    expect((await shop.api("policy/preview?locale=fr")).status).toBe(422);
  });

  it("shows every minute where it is asked to, each step of it", async () => {
    const { day } = await shop.get<Preview>("policy/preview?day_step=1&placed_at=2026-03-10T10:00:00%2B08:00");
    expect(day.length).toBe(1_440);
    expect(day[601]).toMatchObject({ ordered: "10:01", reminders: [{ channel: "call" }, { channel: "im" }, {}] });
    expect((await shop.api("policy/preview?day_step=7")).status).toBe(422);
    expect((await shop.api(`policy/preview?sku=${"x".repeat(201)}`)).status).toBe(422);
  });

  it("warns of a calendar that ends", async () => {
    const preview: Preview = await (
      await post("policy/preview", { policy: { avoid: ["holidays"], calendar: "AQ" } })
    ).json();
    expect(preview.warnings.map(({ code }) => code)).toEqual(["calendar_unknown"]);
    const published = await put({ avoid: ["holidays"], calendar: "AQ" });
    expect(await published.json()).toMatchObject({ warnings: [{ pointer: "/calendar", code: "calendar_unknown" }] });
  });

  it("refuses what makes no sense, where it does", async () => {
    const refused = await post("policy/preview", {
      placed_at: "yesterday",
      timezone: "Mars/Base",
      amount: "-1",
      grade: "Z",
      policy: {},
    });
    expect(refused.status).toBe(422);
    const { errors } = (await refused.json()) as { errors: { pointer: string }[] };
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual(["/amount", "/grade", "/placed_at", "/timezone"]);
    const draft = await post("policy/preview", { policy: { held_out: 2, hours: { sms: "22:00-23:00" } } });
    const wrong = (await draft.json()) as { errors: { pointer: string; detail: string }[] };
    expect(wrong.errors.map(({ pointer }) => pointer).sort()).toEqual(["/policy/held_out", "/policy/hours/sms"]);
    expect(wrong.errors.find(({ pointer }) => pointer.endsWith("sms"))?.detail).toContain('for instance "09:00-20:00"');
  });
});
