import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instant } from "#src/domain/instant.ts";
import { parseCurrency } from "#src/domain/money.ts";
import { CSV_COLUMNS } from "#src/shops/csv-columns.ts";
import { ROW_LIMIT } from "#src/shops/import-lines.ts";
import { checkFile, type ImportFormat, placeIn, readRows } from "#src/shops/import-rows.ts";
import { readImportedOrder } from "#src/shops/order-line.ts";
import { orderBodySchema } from "#src/shops/standard-schema.ts";

const HEADER = "id,placed_at,amount,currency,buyer_phone";
const ROW = "o-1,2026-03-10T10:00:00+08:00,199.00,CNY,+8613800138000";

/** A file that comes in pieces of a size. */
async function* pieces(text: string | Buffer, size = 7): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

const read = async (text: string | Buffer, format: ImportFormat = "csv", size = 7) => {
  const rows: ({ line: number; why: string } | { line: number; data: Data })[] = [];
  for await (const row of readRows(pieces(text, size), format)) {
    const { line } = row;
    rows.push(row.data === null ? { line, why: row.why } : { line, data: JSON.parse(row.data.toString()) });
  }
  return rows;
};
type Data = { readonly order: { readonly note?: string } };

const refusal = (text: string | Buffer, format: ImportFormat = "csv") =>
  checkFile(pieces(text, 64_000), format).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : ""),
  );

const cell = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

describe("rows of a CSV file", () => {
  it("are the data of a webhook, whatever the columns' order, a byte order mark or the lines' ends", async () => {
    const expected = {
      order: { id: "o-1", placed_at: "2026-03-10T10:00:00+08:00", amount: "199.00", currency: "CNY" },
      buyer: { phone: "+8613800138000" },
    };
    const turned = [HEADER, ROW].map((line) => line.split(",").toReversed().join(","));
    for (const text of [`${HEADER}\n${ROW}`, `\uFEFF${HEADER}\r\n\r\n${ROW}\r\n`, turned.join("\n")]) {
      expect(await refusal(text)).toBeNull();
      const [row, ...more] = await read(text);
      expect(row).toMatchObject({ data: expected });
      expect(more).toEqual([]);
    }
  });

  it("take nested fields as JSON, flags between semicolons and whole numbers as numbers; an empty cell says nothing", async () => {
    const row = {
      id: "7",
      version: "3",
      status: "unpaid",
      note: 'two\r\nlines, "quoted"',
      flags: "vip; gift ;",
      items: '[{"sku":"A","price":"1.00"}]',
      payment_error: '{"code":"x"}',
      amount: "",
      buyer_name: " 王芳 ",
      buyer_im: '{"wecom":"w"}',
      buyer_paid_orders: "12",
      buyer_consent: '{"sms":{"given":true,"at":"2026-01-01T00:00:00Z","source":"s"}}',
    };
    const text = `${Object.keys(row).join(",")}\r\n${Object.values(row).map(cell).join(",")}\r\n`;
    expect(await read(text)).toEqual([
      {
        line: 2,
        data: {
          order: {
            id: "7",
            version: 3,
            status: "unpaid",
            items: [{ sku: "A", price: "1.00" }],
            payment_error: { code: "x" },
            note: 'two\nlines, "quoted"',
            flags: ["vip", "gift"],
          },
          buyer: {
            name: " 王芳 ",
            im: { wecom: "w" },
            paid_orders: 12,
            consent: { sms: { given: true, at: "2026-01-01T00:00:00Z", source: "s" } },
          },
        },
      },
    ]);
  });

  it("are named by the line where they begin, whatever stands before them", async () => {
    const note = fc.array(fc.constantFrom('"', "\n", "\r\n", ",", "a", "毛", " "), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ note, blank: fc.nat(2) }), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 40 }),
        async (rows, size) => {
          let line = 2;
          let text = "id,status,note\n";
          const expected = rows.map((row, at) => {
            text += "\n".repeat(row.blank);
            line += row.blank;
            const record = `o-${at},paid,"${row.note.join("").replaceAll('"', '""')}"\n`;
            const begins = line;
            text += record;
            line += record.split("\n").length - 1;
            return { line: begins, note: row.note.join("").replaceAll("\r\n", "\n") };
          });
          expect(await refusal(text)).toBeNull();
          const found = await read(text, "csv", size);
          expect(
            found.map((row) => ({ line: row.line, note: "data" in row ? (row.data.order.note ?? "") : row.why })),
          ).toEqual(expected.map((row) => ({ ...row, note: row.note.trim() === "" ? "" : row.note })));
        },
      ),
      { numRuns: 200 },
    );
  });

  it("that are wrong are refused alone", async () => {
    const rows = await read(`${HEADER},items,note\n${ROW}\n${ROW},[,\n${ROW},,a"b\n${ROW},,"a"b\n${ROW},,ok\n`);
    expect(rows.map((row) => ("why" in row ? [row.line, row.why] : row.line))).toEqual([
      [2, "expected 7 cells as in the first row, found 5"],
      [3, "items must be JSON text, as in a webhook"],
      [4, expect.stringContaining("a quote stands where none can")],
      [5, expect.stringContaining("a quote stands where none can")],
      6,
    ]);
  });

  it("name the column that is wrong", () => {
    expect(["/order/amount", "/buyer/phone", "/order/items/0/price", ""].map((at) => placeIn("csv", at))).toEqual([
      "amount",
      "buyer_phone",
      "items/0/price",
      "the row",
    ]);
  });
});

describe("a file that can't be imported", () => {
  it.each([
    ["", /^line 1: expected a first row that names the columns$/],
    [`${HEADER},colour\n`, /^line 1: unknown columns: colour; expected a first row that names some of id, version/],
    [`王芳,+8613800138000\n`, /^line 1: unknown columns: number 1, number 2; /],
    [`${HEADER},id\n`, /^line 1: expected each column once, found id twice$/],
    ["id,placed_at,buyer_phone\n", /^line 1: expected the columns amount, currency as well$/],
    ["id,placed_at,amount,currency,buyer_name\n", /^line 1: expected at least one of the columns buyer_phone/],
    ["amount,status\n", /^line 1: expected the columns id as well$/],
    [`${HEADER},note\n${ROW},ok\n${ROW},"open\n${ROW},\n`, /^line 3: expected a closing quote/],
    [`${HEADER},note\n${ROW},"${"long\n".repeat(60_000)}`, /^line 2: expected a row of at most 256 KiB/],
    [Buffer.concat([Buffer.from(`${HEADER}\n`), Buffer.from([0xb4, 0xdf, 0xb8, 0xb6])]), /^line 2: expected UTF-8/],
    [Buffer.from(`${HEADER}\n`, "utf16le").fill(0xff, 0, 1), /^line 1: expected UTF-8/],
  ])("says why in one line: %#", async (text, why) => {
    const message = await refusal(text);
    expect(message).toMatch(why);
    expect(message).not.toMatch(/\n|王芳|8613800138000/);
  });

  it("needs no more than an id where the rows tell their status", async () => {
    expect(await refusal("id,status\n")).toBeNull();
  });
});

describe("lines of JSON", () => {
  it("are numbered; empty ones are none, one that is too long is refused alone", async () => {
    const long = `{"order":{"note":"${"x".repeat(ROW_LIMIT)}"}}`;
    const text = `\uFEFF{"a":1}\r\n\n  \n${long}\n{"a":2}`;
    expect(await refusal(text, "ndjson")).toBeNull();
    expect(await read(text, "ndjson", 50_000)).toEqual([
      { line: 1, data: { a: 1 } },
      { line: 4, why: "must have at most 256 KiB" },
      { line: 5, data: { a: 2 } },
    ]);
  });
});

describe("an imported order", () => {
  const currency = parseCurrency("CNY");
  if (currency === null) throw new Error("no currency");
  const shop = { country: "CN", currency };
  const now = instant(Date.parse("2026-03-10T06:00:00Z"));
  const order = { id: "o-1", placed_at: "2026-03-10T10:00:00+08:00", amount: "199.00", currency: "CNY" };
  const ofRow = (over: object, buyer: object | null = { phone: "+8613800138000" }) =>
    readImportedOrder(
      Buffer.from(JSON.stringify({ order: { ...order, ...over }, ...(buyer && { buyer }) })),
      shop,
      now,
    );

  it("is the same event whenever it is read, and another where it says something else", () => {
    const [first, again, other] = [ofRow({}), ofRow({}), ofRow({ amount: "200.00" })];
    if (!first.ok || !again.ok || !other.ok) throw new Error("refused");
    expect(again.event).toEqual(first.event);
    expect(other.event.eventId).not.toBe(first.event.eventId);
    expect(first.event).toMatchObject({ status: "unpaid", at: Date.parse(order.placed_at) });
  });

  it.each(["paid", "cancelled", "closed"])("is what the file says: %s", (status) => {
    expect(ofRow({ status }, null)).toMatchObject({ ok: true, event: { status } });
  });

  it.each([
    [{ amount: null }, "/order/amount"],
    [{ placed_at: "yesterday" }, "/order/placed_at"],
    [{ placed_at: "2026-03-12T10:00:00+08:00" }, "/order/placed_at"],
    [{ status: "paid", placed_at: null, paid_at: "2026-03-12T10:00:00+08:00" }, "/order"],
  ])("that lacks what a webhook needs is refused alike: %j", (over, pointer) => {
    const reading = ofRow(over);
    expect(reading.ok ? [] : reading.errors.map((one) => one.pointer)).toContain(pointer);
  });

  it("can hold every field of the order and the buyer that a webhook has", () => {
    const { order: fields, buyer } = orderBodySchema.shape.data.shape;
    const ofBuyer = Object.keys(buyer.unwrap().unwrap().shape).map((key) => `buyer_${key}`);
    expect(CSV_COLUMNS.toSorted()).toEqual([...Object.keys(fields.shape), ...ofBuyer].toSorted());
  });
});
