import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shopCoupons } from "#src/channels/shop-coupons.ts";
import { attributeAgain } from "#src/journey/attribute-again.ts";
import { checkStats } from "#src/journey/check-stats.ts";
import { recountStats } from "#src/journey/recount-stats.ts";
import { findShop } from "#src/store/shops.ts";
import { type CouponShop, startCouponShop } from "#tests/support/coupon-shop.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { type HttpService, openHttpService } from "#tests/support/http-service.ts";
import { about, created } from "#tests/support/journey.ts";

const PLACED = "2026-03-10T10:00:00+08:00";
const PAID = "2026-03-10T03:00:00Z";
const CONSENT = { sms: { given: true, at: "2026-03-01T00:00:00Z", source: "checkout" } };

let database: TestDatabase;
let service: HttpService;
let shop: CouponShop;

interface Figures {
  readonly key: string;
  readonly recovered: number;
  readonly recovered_amount: string;
  readonly net_amount: string;
  readonly coupon_cost: string;
  readonly profit: string;
}

const policy = () => ({
  held_out: 0,
  slots: [{ orders: "00:00-24:00", remind: { after: "40m" } }],
  steps: [{ channel: "sms" }],
  attribution: { window: { sms: "2h" } },
  coupons: { on: true, url: shop.url, max_amount: "20.00" },
});
const put = (document: object) =>
  service.shop.api("policy", {
    method: "PUT",
    body: JSON.stringify(document),
    headers: { "content-type": "application/json" },
  });
const post = (path: string, body: object) =>
  service.shop.api(path, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });
const order = (id: string) =>
  service.shop.get<{
    conversion: { recovered: boolean; amount: string; net_amount: string; coupon_cost: string } | null;
    coupon: { amount: string; currency: string; contacts: string[] } | null;
    contacts: { id: string }[];
    decisions: { what: string; text: string }[];
  }>(`orders/${id}`);
const verdict = async (id: string) => {
  const { conversion } = await order(id);
  return conversion && [conversion.recovered, conversion.amount, conversion.net_amount, conversion.coupon_cost];
};
const recovery = (by: string) =>
  service.shop.get<{ totals: Figures; rows: Figures[] }>(`stats/recovery?by=${by}&from=2026-03-01&to=2026-03-31`);

const priced = (id: string, text: string, placed: string = PLACED) => {
  const body = created(id, placed, { buyer: { consent: CONSENT } }) as { data: object };
  return { ...body, data: { ...body.data, conversation: [{ from: "buyer", at: placed, text }] } };
};

beforeAll(async () => {
  database = await testDatabase();
  const coupons = shopCoupons(["127.0.0.1"], () => performance.now());
  service = await openHttpService(database.url, { now: "2026-03-10T02:01:00Z", over: { coupons } });
  Object.assign(service.journey.ctx, { coupons });
  shop = await startCouponShop(service.shop.secret);
  await service.journey.putPolicy(policy());
  const { journey } = service;
  const orders = ["lower", "whole", "untold", "late", "refunded", "refused", "gentle", "open"];
  journey.channels.sms.answer = ({ contactId, orders: [named] }) =>
    named?.id === "refused"
      ? { kind: "rejected", code: "http_422" }
      : { kind: "accepted", providerId: `p-${contactId}` };
  for (const id of orders) {
    const said = id === "gentle" ? "忘了付款" : "太贵了，能便宜点吗";
    expect((await service.shop.post(priced(id, said))).status).toBe(202);
  }
  journey.moveTo("2026-03-10T02:45:00Z");
  await journey.run();
  journey.moveTo("2026-03-10T06:00:00Z");
  const paid = (id: string, over: object = {}, at = PAID) =>
    service.shop.post(about("order.paid", id, at, { paid_at: at, ...over }));
  await paid("lower", { amount: "179.00", currency: "CNY" });
  await paid("whole", { amount: "199.00", currency: "CNY" });
  await paid("untold");
  await paid("late", {}, "2026-03-10T05:50:00Z");
  await paid("refunded");
  await service.shop.post(about("order.refunded", "refunded", "2026-03-10T03:30:00Z", { refunded: "100.00" }));
  await paid("refused");
  await paid("gentle");
});
afterAll(async () => {
  await service.close();
  await shop.close();
  await database.drop();
});

describe("what a coupon cost comes off once", () => {
  test.each([
    ["lower", "the payment told a lower amount: it is off already", [true, "179.00", "179.00", "20.00"]],
    ["whole", "the payment told the whole amount: it was not used", [true, "199.00", "199.00", "0.00"]],
    ["untold", "the payment told no amount: it counts as used", [true, "199.00", "179.00", "20.00"]],
    ["late", "paid after the window: not won back, and it cost all the same", [false, "199.00", "179.00", "20.00"]],
    ["refunded", "refunds come off too", [true, "199.00", "79.00", "20.00"]],
    ["refused", "no message with the code went out", [false, "199.00", "199.00", "0.00"]],
    ["gentle", "there was no coupon", [true, "199.00", "199.00", "0.00"]],
    ["open", "it is not paid", null],
  ])("%s: %s", async (id, _, expected) => {
    expect(await verdict(id)).toEqual(expected);
  });

  test("however often it is told, and whoever judges again", async () => {
    for (let time = 0; time < 2; time++)
      await service.shop.post(about("order.paid", "untold", PAID, { paid_at: PAID }));
    const { ctx } = service.journey;
    const own = await findShop(ctx.db, service.shop.slug);
    if (!own) throw new Error("no shop");
    const placed = { start: Date.parse("2026-03-01"), end: Date.parse("2026-04-01") };
    await attributeAgain(ctx, {
      shop: own,
      placed: placed as Parameters<typeof attributeAgain>[1]["placed"],
      by: "test",
    });
    expect(await verdict("untold")).toEqual([true, "199.00", "179.00", "20.00"]);
    expect(await verdict("lower")).toEqual([true, "179.00", "179.00", "20.00"]);
  });

  test("in every cut, whose parts make up the whole, before and after a recount", async () => {
    const whole = async () => {
      const cuts = [
        "day",
        "channel",
        "template",
        "slot",
        "reason",
        "agent",
        "buyer",
        "grade",
        "hour",
        "outcome",
        "shop",
      ];
      const all = [];
      for (const by of cuts) {
        const { totals, rows } = await recovery(by);
        const sum = rows.reduce((total, row) => total + Math.round(Number(row.coupon_cost) * 100), 0);
        expect((sum / 100).toFixed(2)).toBe(totals.coupon_cost);
        all.push(totals);
      }
      for (const totals of all) expect(totals).toEqual(all[0]);
      return all[0];
    };
    const before = await whole();
    expect(before).toMatchObject({
      recovered: 5,
      recovered_amount: "975.00",
      net_amount: "835.00",
      coupon_cost: "60.00",
      profit: "835.00",
    });
    expect((await recovery("reason")).rows.find(({ key }) => key === "price")).toMatchObject({ coupon_cost: "60.00" });
    await recountStats(service.journey.ctx, { shop: service.journey.shop, by: "test" });
    expect(await whole()).toEqual(before);
    expect(await checkStats(service.journey.ctx)).toEqual([]);
    await service.journey.rows("UPDATE stats_daily SET coupon_cost = coupon_cost + 1 WHERE cut = 'grade'");
    expect((await checkStats(service.journey.ctx)).map(({ fault }) => fault)).toEqual(["cuts_differ", "days_differ"]);
    await recountStats(service.journey.ctx, { shop: service.journey.shop, by: "test" });
  });

  test("in the tables for analysts", async () => {
    const sum = async (table: string, where = "true") =>
      (
        await service.journey.rows<{ n: string }>(
          `SELECT sum(coupon_cost)::text AS n FROM analytics.${table} WHERE ${where}`,
        )
      )[0]?.n;
    expect(await sum("orders")).toBe("60.00");
    expect(await sum("conversions", "recovered")).toBe("60.00");
    expect(await sum("stats", "cut = 'channel'")).toBe("60.00");
    const csv = await (await service.shop.api("exports/conversions.csv")).text();
    expect(csv.split("\n")[0]).toMatch(/,coupon_cost\s*$/);
  });
});

describe("an order", () => {
  test("shows its coupon without the code, and the decision in words", async () => {
    const { coupon, contacts, decisions } = await order("open");
    expect(coupon).toMatchObject({ amount: "20.00", currency: "CNY", contacts: [contacts[0]?.id] });
    expect(decisions.find(({ what }) => what === "coupon")?.text).toBe("短信附有店铺的优惠券：20.00 CNY。");
    expect(JSON.stringify(await order("open"))).not.toContain("SPRING");
    expect((await order("gentle")).coupon).toBeNull();
  });
});

describe("the policy", () => {
  test("is off where nothing is said", async () => {
    const { policy: shown } = await service.shop.get<{ policy: { coupons: object } }>("policy/versions/1");
    expect(shown.coupons).toEqual({ on: false, url: null, max_amount: null, max_share: 0.2, consent: "required" });
  });

  test.each([
    [{ on: true }, ["/coupons/url", "/coupons/max_amount"]],
    [{ on: true, url: "https://shop.example/c", max_amount: 20 }, ["/coupons/max_amount"]],
    [{ url: "http://shop.example/c" }, ["/coupons/url"]],
    [{ url: "https://169.254.169.254/latest" }, ["/coupons/url"]],
    [{ url: "https://[::ffff:10.0.0.1]/" }, ["/coupons/url"]],
    [{ url: "https://user:pass@shop.example/" }, ["/coupons/url"]],
    [{ url: "ftp://shop.example/" }, ["/coupons/url"]],
    [{ url: "javascript:alert(1)" }, ["/coupons/url"]],
    [{ max_share: 0 }, ["/coupons/max_share"]],
    [{ max_share: 1.5 }, ["/coupons/max_share"]],
    [{ consent: "machine" }, ["/coupons/consent"]],
    [{ code: "SPRING" }, ["/coupons/code"]],
  ])("%j is refused", async (coupons, pointers) => {
    const answer = await put({ coupons });
    expect(answer.status).toBe(422);
    const { errors } = (await answer.json()) as { errors: { pointer: string }[] };
    expect(errors.map(({ pointer }) => pointer)).toEqual(pointers);
  });

  test("takes an address that is https and public, and fills what is missing", async () => {
    const answer = await put({ coupons: { on: true, url: "https://shop.example/coupons", max_amount: "20.00" } });
    expect(answer.status).toBe(200);
    expect(((await answer.json()) as { policy: { coupons: object } }).policy.coupons).toEqual({
      on: true,
      url: "https://shop.example/coupons",
      max_amount: "20.00",
      max_share: 0.2,
      consent: "required",
    });
  });
});

describe("words of the shop's own", () => {
  const words = (text: string, locale = "zh-CN") => ({ channel: "sms", locale, reason: "price", text });
  const named =
    "{{ order.id }}{% if coupon %} {{ coupon.code }} {{ coupon.amount }} {{ coupon.expires_at }} {{ coupon.order }}{% endif %}";

  test("may name a coupon where there is one, and nowhere else", async () => {
    const before = shop.asked.length;
    const bare = await post("templates", words("{{ order.id }} {{ coupon.code }}"));
    expect(bare.status).toBe(422);
    expect(JSON.stringify(await bare.json())).toContain("{% if coupon %}");
    expect((await post("templates", words("{% if coupon %}{{ coupon.secret }}{% endif %}a"))).status).toBe(422);
    const made = await post("templates", words(named));
    expect(made.status).toBe(201);
    const { id } = (await made.json()) as { id: string };
    const sample = (await (await post(`templates/${id}/preview`, {})).json()) as { text: string };
    expect(sample.text).toContain("SAMPLE-0000 ¥10.00 2026年1月3日 23:59 20260101-0001");
    const real = (await (await post(`templates/${id}/preview`, { order: "open" })).json()) as { text: string };
    expect(real.text).toContain("SAMPLE-0000");
    expect(shop.asked).toHaveLength(before);
  });

  test("that name none have nobody asked", async () => {
    const { journey, shop: api } = service;
    await journey.putPolicy(policy());
    const { data } = await api.get<{ data: { template: { id: string } }[] }>("templates?own=true");
    const id = data[0]?.template.id;
    await post(`templates/${id}/versions`, { text: "{{ order.id }} 还没有付款" });
    expect((await post(`templates/${id}/publish`, {})).status).toBe(200);
    const before = shop.asked.length;
    const dear = priced("plain", "太贵了，能便宜点吗", "2026-03-10T14:01:00+08:00");
    await api.post(dear);
    journey.moveTo("2026-03-10T06:45:00Z");
    await journey.run();
    expect(journey.channels.sms.sent.at(-1)?.text).toContain("plain 还没有付款");
    expect(shop.asked).toHaveLength(before);
  });
});
