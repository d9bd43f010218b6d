import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { frameSms, type SmsScene } from "#src/domain/sms-frame.ts";

const CHINA: SmsScene = { shopName: "毛衣小店", locale: "zh-CN", isMainland: true };
const ABROAD: SmsScene = { shopName: "Woolly", locale: "en", isMainland: false };

import { plainMarks } from "#src/domain/sms-length.ts";

describe("signature and way out", () => {
  test.each([
    ["您的订单还没有付款。", "【毛衣小店】您的订单还没有付款。拒收请回复R"],
    ["付款链接 https://s.cn/r/a1", "【毛衣小店】付款链接 https://s.cn/r/a1 拒收请回复R"],
    ["【毛衣小店】您好", "【毛衣小店】您好拒收请回复R"],
    ["您好，退订回T【毛衣小店】", "您好，退订回T【毛衣小店】"],
    ["您好。拒收请回复R", "【毛衣小店】您好。拒收请回复R"],
    ["您好。回TD退订", "【毛衣小店】您好。回TD退订"],
    ["您好。回复“退订”即可", "【毛衣小店】您好。回复“退订”即可"],
    // Another mark in front is no signature of this shop's.
    ["【温馨提示】您好。", "【毛衣小店】【温馨提示】您好。拒收请回复R"],
    // Words that look alike.
    ["有问题请回复我", "【毛衣小店】有问题请回复我拒收请回复R"],
    ["回复REN联系人工", "【毛衣小店】回复REN联系人工拒收请回复R"],
  ])("in China %s", (text, framed) => {
    expect(frameSms(text, CHINA)).toBe(framed);
  });

  test.each([
    ["Your order is not paid yet.", "Woolly: Your order is not paid yet. Reply STOP to opt out"],
    ["Hello from Woolly! Pay: https://s.io/r/a1", "Hello from Woolly! Pay: https://s.io/r/a1 Reply STOP to opt out"],
    ["Woolly: hello. Text STOP to end.", "Woolly: hello. Text STOP to end."],
    ["Woolly: a\nb\nc", "Woolly: a\nb\nc\nReply STOP to opt out"],
    [
      "Woolly: the bus stop is near. Reply if you like",
      "Woolly: the bus stop is near. Reply if you like Reply STOP to opt out",
    ],
  ])("elsewhere %s", (text, framed) => {
    expect(frameSms(text, ABROAD)).toBe(framed);
  });

  test("the law of the mainland holds whatever the language", () => {
    expect(frameSms("Please pay.", { ...ABROAD, isMainland: true })).toBe("【Woolly】Please pay. 拒收请回复R");
    expect(frameSms("请付款。", { ...CHINA, isMainland: false })).toBe("【毛衣小店】请付款。拒收请回复R");
  });
});

test("whatever the text: both parts are there, once, and framing again changes nothing", () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom(CHINA, ABROAD), (text, scene) => {
      const framed = frameSms(text, scene);
      expect(framed).toContain(plainMarks(text));
      expect(framed).toContain(scene.shopName);
      expect(framed).toMatch(/拒收请回复R|STOP|退订|TD|[TRN]/i);
      expect(frameSms(framed, scene)).toBe(framed);
    }),
  );
});
