import { describe, expect, it } from "vitest";
import { emailKey, parseEmailAddress } from "#src/domain/email-address.ts";
import { parsePhone, phoneType } from "#src/domain/phone.ts";
import { addressOn, type Reach } from "#src/domain/reach.ts";
import { isOpaqueId } from "#src/domain/text.ts";
import { parseTimestamp } from "#src/domain/timestamp.ts";

describe("parsePhone", () => {
  it.each([
    ["+8613800138000", "US", "+8613800138000"],
    ["１３８００１３８０００", "CN", "+8613800138000"],
    ["＋８６ 138 0013 8000", "CN", "+8613800138000"],
    ["138-0013-8000", "CN", "+8613800138000"],
    ["138–0013–8000", "CN", "+8613800138000"],
    ["0086 138 0013 8000", "CN", "+8613800138000"],
    ["(202) 555-0123", "US", "+12025550123"],
    ["010-62345678", "CN", "+861062345678"],
    ["+447911123456", "ZZ", "+447911123456"],
  ])("reads %s in %s as %s", (text, country, e164) => expect(parsePhone(text, country)).toEqual({ ok: true, e164 }));

  it.each([
    ["", "CN", "invalid"],
    ["110", "CN", "invalid"],
    ["+86110", "CN", "invalid"],
    ["911", "US", "invalid"],
    ["999", "GB", "invalid"],
    ["95588", "CN", "invalid"],
    ["12345", "CN", "invalid"],
    ["call me", "CN", "invalid"],
    ["13800138000,13900139000", "CN", "invalid"],
    ["13800138000/13900139000", "CN", "invalid"],
    ["13800138000 13900139000", "CN", "invalid"],
    ["+13800138000", "ZZ", "invalid"],
    ["13800138000", "ZZ", "invalid"],
    ["9".repeat(5_000), "CN", "invalid"],
    ["+12025550123 ext 5", "US", "extension"],
    ["+8618412345678转1234", "CN", "extension"],
    ["18412345678,1234", "CN", "extension"],
    ["+1 900 555 1234", "US", "service_number"],
    ["+1 800 555 1234", "US", "service_number"],
    ["4008123123", "CN", "service_number"],
  ])("refuses %s in %s as %s", (text, country, problem) =>
    expect(parsePhone(text, country)).toEqual({ ok: false, problem }),
  );

  it("tells lines that can't be texted", () => {
    expect(phoneType("+8613800138000")).toBe("mobile");
    expect(phoneType("+861062345678")).toBe("fixed");
    expect(phoneType("+12025550123")).toBe("unknown");
  });
});

describe("parseEmailAddress", () => {
  it.each([
    ["Wang.Fang@Example.COM", "Wang.Fang@example.com"],
    [" a+b@c.example ", "a+b@c.example"],
    ["用户@例子.广告", "用户@例子.广告"],
  ])("reads %s", (text, address) => expect(parseEmailAddress(text)).toBe(address));

  it.each([
    "",
    "a",
    "@b.example",
    "a@",
    "a@b",
    "a@b..example",
    "a..b@c.example",
    "a@b.example,c@d.example",
    "a@b.example c@d.example",
    "a@b.example;c@d.example",
    "a@b@c.example",
    "Wang <a@b.example>",
    "a@b.example\r\nBcc: c@d.example",
    "a\r\n@b.example",
    "a@b.example\n",
    "a\u0000@b.example",
    "a\u200b@b.example",
    `${"a".repeat(64)}@${"b".repeat(60)}.${"c".repeat(60)}.${"d".repeat(60)}.${"e".repeat(10)}`,
  ])("refuses %j", (text) => expect(parseEmailAddress(text)).toBeNull());

  it("knows two spellings of one mailbox", () => {
    expect(emailKey("Wang@Example.com")).toBe(emailKey("wang@example.com"));
  });
});

describe("isOpaqueId", () => {
  it("takes any id of 1 to 128 characters, as it is", () => {
    for (const id of ["1", "a:b", "../x", "订单-1", " ", "🛒".repeat(128), "x".repeat(128)])
      expect(isOpaqueId(id)).toBe(true);
    for (const id of ["", "x".repeat(129), "🛒".repeat(129), "a\nb", "a\u0000", "a\u0085", "\ud800"]) {
      expect(isOpaqueId(id)).toBe(false);
    }
  });
});

describe("parseTimestamp", () => {
  it.each([
    ["2026-11-21T02:15:00Z", "2026-11-21T02:15:00.000Z"],
    ["2026-11-21T10:14:58+08:00", "2026-11-21T02:14:58.000Z"],
    ["2026-11-21T10:14:58.1239+08:00", "2026-11-21T02:14:58.123Z"],
    ["2026-11-20T22:00-03:30", "2026-11-21T01:30:00.000Z"],
    ["2028-02-29T00:00:00.5z", "2028-02-29T00:00:00.500Z"],
    ["2100-12-31T23:59:59Z", "2100-12-31T23:59:59.000Z"],
  ])("reads %s", (text, iso) => expect(parseTimestamp(text)).toBe(Date.parse(iso)));

  it.each([
    "2026-11-21T02:15:00",
    "2026-11-21",
    "2026-02-30T00:00:00Z",
    "2026-02-29T00:00:00Z",
    "2100-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-00-01T00:00:00Z",
    "2026-01-00T00:00:00Z",
    "2026-04-31T00:00:00Z",
    "2026-01-01T24:00:00Z",
    "2026-01-01T00:60:00Z",
    "2026-12-31T23:59:60Z",
    "2026-01-01T00:00:00+24:00",
    "9999-01-01T00:00:00Z",
    "1999-12-31T23:59:59Z",
    "1763690100",
    " 2026-11-21T02:15:00Z",
    "2026-11-21T02:15:00Z\n",
  ])("refuses %j", (text) => expect(parseTimestamp(text)).toBeNull());
});

describe("the address a channel uses", () => {
  const reach: Reach = {
    phone: "+8613800138000",
    phoneType: "mobile",
    email: "wang@example.com",
    im: { wecom: "wx-1", whatsapp: "+85291234567" },
  };
  const whatsApp = { account: "whatsapp", isPhone: true };

  it("is the account of the messenger that the provider writes to", () => {
    expect(addressOn("im", reach, whatsApp)).toBe("+85291234567");
    expect(addressOn("im", reach, { account: "line", isPhone: false })).toBeNull();
    expect(addressOn("im", reach)).toBe("wx-1");
  });

  it("is the mobile number where that is the account, and no landline", () => {
    const plain = { ...reach, im: { wecom: "wx-1" } };
    expect(addressOn("im", plain, whatsApp)).toBe("+8613800138000");
    expect(addressOn("im", { ...plain, phoneType: "fixed" }, whatsApp)).toBeNull();
    expect(addressOn("sms", { ...plain, phoneType: "fixed" })).toBeNull();
    expect(addressOn("call", { ...plain, phoneType: "fixed" })).toBe("+8613800138000");
  });
});
