import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lexiconClassifier } from "#src/domain/lexicon.ts";
import { patternSource } from "#src/domain/lexicon-pattern.ts";
import { loadReasons } from "#src/reasons.ts";
import { readSentences, score } from "#tests/support/sentences.ts";

const reasons = loadReasons();
const codeOf = (text: string) => reasons.readWords(text)?.code ?? "unknown";

describe("what buyers say", () => {
  test("the sentences that were set aside are read with a macro-F1 above 0.85", () => {
    expect(score(reasons, readSentences("held-out")).macroF1).toBeGreaterThan(0.85);
  });

  test("and those that the lexicon was written with", () => {
    expect(score(reasons, readSentences("tuning")).macroF1).toBeGreaterThan(0.95);
  });

  test("there are enough of them, and none is in both sets", () => {
    const [tuning, heldOut] = [readSentences("tuning"), readSentences("held-out")];
    expect(tuning.length + heldOut.length).toBeGreaterThanOrEqual(400);
    const texts = new Set(tuning.map(({ text }) => text));
    expect(heldOut.filter(({ text }) => texts.has(text))).toEqual([]);
  });

  test.each([
    ["不贵", "unknown"],
    ["不是贵，是拍错了", "wrong_item"],
    ["质量挺好，就是太贵", "price"],
    ["太 贵 了", "price"],
    ["太貴了", "price"],
    ["ＦＯＲＧＯＴ to pay", "forgot"],
    ["I haven’t got a reply", "service"],
    ["can't pay!!", "payment_trouble"],
    ["payday is on friday", "other"],
    ["", "unknown"],
    ["🙏🙏", "unknown"],
    ["\u0000\u202e", "unknown"],
  ])("%s: %s", (text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  test("two witnesses are surer than one, and no text of the buyer's is given back", () => {
    const [one, two] = [reasons.readWords("太贵了"), reasons.readWords("太贵了，能便宜点吗")];
    expect(one).toEqual({ code: "price", confidence: 0.9, cue: "price.too_high" });
    expect(two).toMatchObject({ code: "price", confidence: 0.99 });
  });

  test("any text is read, in a moment", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (text) => {
        const found = reasons.readWords(text);
        expect(found === null || (found.confidence > 0 && found.confidence <= 1)).toBe(true);
      }),
      { numRuns: 300 },
    );
    // What would take a careless pattern for ever.
    for (const part of ["贵", "付", "不", "送", "card ", "i ", "(", "太贵了 ", "not "]) codeOf(part.repeat(20_000));
  });
});

describe("payment errors", () => {
  const read = (code: string | null, message: string | null = null) =>
    reasons.readPaymentError({ code, message })?.code ?? null;

  test.each([
    ["ACQ.BUYER_BALANCE_NOT_ENOUGH"],
    ["ACQ.PAYMENT_REQUEST_HAS_RISK"],
    ["4000"],
    ["NOTENOUGH"],
    ["USER_ACCOUNT_ABNORMAL"],
    ["get_brand_wcpay_request:fail"],
    ["51"],
    ["05"],
    ["insufficient_funds"],
    ["card_declined"],
    ["expired_card"],
    ["authentication_required"],
    ["Refused"],
    ["NotEnoughBalance"],
    ["3D Not Authenticated"],
    ["Issuer Unavailable"],
    ["INSTRUMENT_DECLINED"],
    ["PAYER_CANNOT_PAY"],
    ["generic_decline"],
    ["network-error"],
    ["a_code_nobody_listed"],
  ])("%s is trouble with the payment", (code) => {
    expect(read(code)).toBe("payment_trouble");
  });

  test.each([
    ["6001"],
    ["get_brand_wcpay_request:cancel"],
    ["Cancelled"],
    ["user_cancelled"],
    ["canceled_by_customer"],
    ["8000"],
    [""],
  ])("%s tells nothing", (code) => {
    expect(read(code)).toBeNull();
  });

  test("a session that ran out is a hint that it was forgotten", () => {
    expect(reasons.readPaymentError({ code: "checkout.session.expired", message: null })).toMatchObject({
      code: "forgot",
      confidence: 0.4,
    });
  });

  test("a code that is listed is surer than one that is not; the message speaks where there is no code", () => {
    expect(reasons.readPaymentError({ code: "insufficient_funds", message: null })?.confidence).toBe(0.9);
    expect(reasons.readPaymentError({ code: "E-77", message: "能便宜点吗" })).toMatchObject({
      code: "payment_trouble",
      confidence: 0.7,
    });
    expect(read(null, "余额不足")).toBe("payment_trouble");
    expect(read(null, "?")).toBe("payment_trouble");
    expect(read(null)).toBeNull();
  });
});

describe("the pattern language", () => {
  const finds = (phrase: string, text: string) => new RegExp(patternSource(phrase)).test(text);

  test.each([
    ["(太|有点)贵", "有点贵", true],
    ["(太|有点)贵", "贵", false],
    ["太[小]*贵", "太小贵", true],
    ["等…活动", "等下次双十一活动", true],
    ["等…活动", "等一下\n活动", false],
    ["贵(?!宾)", "贵宾", false],
    ["买送\\d", "买送1", true],
    ["pay", "payday", false],
    ["pay*", "payday", true],
    ["cant…pay", "i cant seem to pay", true],
    ["card…(it)", "card with", false],
    ["a.c", "abc", false],
    ["送(\\n|我)", "送", true],
  ])("%s in %s: %s", (phrase, text, found) => {
    expect(finds(phrase, text)).toBe(found);
  });

  test("brackets that don't match are refused", () => {
    for (const phrase of ["(a", "a)", "[a", ")a("]) {
      expect(() =>
        lexiconClassifier(
          { "x.yaml": { version: 1, ignore: [], reasons: { price: { high: { strength: "clear", any: [phrase] } } } } },
          { version: 1, says_nothing: [], payment_trouble: {}, forgot: {}, price: {} },
        ),
      ).toThrow(/x\.yaml: price\.high: .* can't be read as a phrase/);
    }
  });
});

describe("a shop's own lexicon", () => {
  const errors = "version: 1\nsays_nothing: []\npayment_trouble: { clear: [failed] }\n";
  const folderOf = (files: Record<string, string>) => {
    const folder = mkdtempSync(path.join(tmpdir(), "cuifu-reasons-"));
    for (const [name, text] of Object.entries({ "payment-errors.yaml": errors, ...files })) {
      writeFileSync(path.join(folder, name), text);
    }
    return folder;
  };

  test("is read beside the others", () => {
    const own = loadReasons(
      folderOf({
        "de.yaml": "version: 1\nreasons: { price: { zu_hoch: { strength: clear, any: [zu teuer] } } }\n".replace(
          "zu_hoch",
          "too_high",
        ),
        "shop.yaml": "version: 1\nignore: [nicht zu teuer]\nreasons: {}\n",
      }),
    );
    expect(own.readWords("Das ist mir zu teuer!")).toMatchObject({ code: "price", cue: "price.too_high" });
    expect(own.readWords("Das ist mir nicht zu teuer")).toBeNull();
  });

  test.each([
    [
      "an unknown reason",
      "version: 1\nreasons: { cost: { a: { strength: clear, any: [x] } } }\n",
      /shop\.yaml: reasons/,
    ],
    [
      "an unknown strength",
      "version: 1\nreasons: { price: { a: { strength: strong, any: [x] } } }\n",
      /shop\.yaml: reasons\.price\.a/,
    ],
    ["an unknown key", "version: 1\nreasons: {}\nwords: []\n", /shop\.yaml: the file/],
    ["no YAML", "a: [", /shop\.yaml: expected YAML/],
    [
      "a phrase that can't be read",
      'version: 1\nreasons: { price: { a: { strength: clear, any: ["(x"] } } }\n',
      /shop\.yaml: price\.a/,
    ],
  ])("%s stops the start and is named", (_, text, message) => {
    expect(() => loadReasons(folderOf({ "shop.yaml": text }))).toThrow(message);
  });
});
