import fc from "fast-check";
import { LosslessNumber } from "lossless-json";
import { describe, expect, it } from "vitest";
import { parseJson } from "#src/shops/json.ts";

const read = (text: string) => parseJson(Buffer.from(text));
const refusal = (text: string | Uint8Array): [number, string] | null => {
  const parsed = parseJson(typeof text === "string" ? Buffer.from(text) : text);
  return parsed.ok ? null : [parsed.status, parsed.errors[0]?.code ?? ""];
};

describe("parseJson", () => {
  it.each<[string, string | Uint8Array, [number, string]]>([
    ["nothing", "", [400, "syntax"]],
    ["an open object", "{", [400, "syntax"]],
    ["a comma too many", '{"a":1,}', [400, "syntax"]],
    ["a comment", '{"a":1}//', [400, "syntax"]],
    ["NaN", '{"a":NaN}', [400, "syntax"]],
    ["an unended text", '{"a":"', [400, "syntax"]],
    ["a leading zero", '{"a":01}', [400, "syntax"]],
    ["a leading zero beside a long number", '{"a":01,"b":12345678901234567890}', [400, "syntax"]],
    ["invalid UTF-8", Buffer.from([0x22, 0xff, 0x22]), [400, "encoding"]],
    ["UTF-16", Buffer.from('{"a":1}', "utf16le"), [400, "syntax"]],
    ["a doubled key", '{"a":1,"a":2}', [400, "doubled_key"]],
    ["a doubled key of equal values", '{"x":{"a":"1","a":"1"}}', [400, "doubled_key"]],
    ["a doubled key of equal values beside a long number", '{"a":1,"a":1,"b":1.5}', [400, "doubled_key"]],
    ["a doubled key spelt otherwise", '{"a":1,"\\u0061":1}', [400, "doubled_key"]],
    ["a doubled __proto__", '{"__proto__":1,"__proto__":2}', [400, "doubled_key"]],
    ["33 levels", `${"[".repeat(33)}${"]".repeat(33)}`, [400, "depth"]],
    ["256 KiB of brackets", "[".repeat(262_144), [400, "depth"]],
    ["256 KiB of braces", '{"a":'.repeat(52_000), [400, "depth"]],
    ["NUL in a text", '{"a":["b\\u0000"]}', [422, "nul"]],
    ["NUL in a key", '{"\\u0000":1}', [422, "nul"]],
  ])("refuses %s", (_, text, expected) => expect(refusal(text)).toEqual(expected));

  it("takes 32 levels, brackets and colons within texts, and an escaped backslash before u0000", () => {
    expect(refusal(`${"[".repeat(32)}${"]".repeat(32)}`)).toBeNull();
    expect(read('{"a":"[[[[\\":{{{{\\\\","b:":"\\\\u0000"}')).toEqual({
      ok: true,
      value: { a: '[[[[":{{{{\\', "b:": "\\u0000" },
    });
  });

  it("keeps __proto__ and constructor as data and pollutes nothing", () => {
    const parsed = read('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"n":1.5}');
    expect(parsed.ok).toBe(true);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
    if (parsed.ok) expect(Object.getPrototypeOf(parsed.value)).toBe(Object.prototype);
  });

  it("keeps whole numbers past 2^53 digit for digit", () => {
    const parsed = read("[9007199254740993, -9007199254740993, 1e400, 1.5, 42]");
    expect(parsed).toEqual({
      ok: true,
      value: [
        new LosslessNumber("9007199254740993"),
        new LosslessNumber("-9007199254740993"),
        Number.POSITIVE_INFINITY,
        1.5,
        42,
      ],
    });
  });

  it("tells the place of NUL and never a value", () => {
    const parsed = read('{"data":{"a/b~":["x","secret\\u0000"]}}');
    expect(parsed).toMatchObject({ ok: false, errors: [{ pointer: "/data/a~1b~0/1" }] });
    expect(JSON.stringify(parsed)).not.toContain("secret");
  });

  it("agrees with JSON.parse on whatever JSON there is", () => {
    const documents = fc.json({ maxDepth: 4 }).filter((text) => !text.includes("\\u0000"));
    const asNumber = (_: string, value: unknown) => (value instanceof LosslessNumber ? Number(value.value) : value);
    fc.assert(
      fc.property(documents, (text) => {
        const parsed = read(text);
        expect(parsed.ok && JSON.stringify(parsed.value, asNumber)).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  it("never throws, whatever bytes come", () => {
    const bytes = fc.uint8Array({ maxLength: 60 });
    const nearly = fc.array(
      fc.constantFrom("{", "}", "[", "]", '"', ":", ",", "\\", "1", "e", ".", "-", "true", "a", " "),
    );
    fc.assert(
      fc.property(bytes, (body) => {
        expect(() => parseJson(body)).not.toThrow();
      }),
    );
    fc.assert(
      fc.property(nearly, (parts) => {
        const text = parts.join("");
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        const parsed = read(text);
        expect(parsed.ok || !valid || parsed.errors[0]?.code === "doubled_key").toBe(true);
        if (!valid) expect(parsed.ok).toBe(false);
      }),
    );
  });
});
