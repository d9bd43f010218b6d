import { afterAll, beforeAll, expect, test } from "vitest";
import { createShop, ShopRefused, type ShopRequest } from "#src/journey/create-shop.ts";
import { findApiKey } from "#src/store/api-keys.ts";
import { type Database, openDatabase } from "#src/store/connect.ts";
import { readVersion } from "#src/store/policies.ts";
import { createVault } from "#src/store/seal.ts";
import { readSecrets } from "#src/store/secrets.ts";
import { inShops } from "#src/store/transaction.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";

const REQUEST: ShopRequest = {
  slug: "atelier",
  name: "云上毛衣",
  timezone: "Asia/Shanghai",
  country: "CN",
  currency: "CNY",
};
const vault = createVault(new Uint8Array(32).fill(3));
let one: TestDatabase;
let database: Database;

beforeAll(async () => {
  one = await testDatabase();
  database = openDatabase(one.url, { max: 2, applicationName: "cuifu test" });
});
afterAll(async () => {
  await database.close();
  await one.drop();
});

test("a shop has a secret, a key and the default policy", async () => {
  const { db } = database;
  const { shop, webhookSecret, apiKey } = await createShop({ db, vault }, REQUEST);
  expect(shop).toMatchObject({ slug: "atelier", locale: "zh-CN", policyVersion: 1 });
  expect(webhookSecret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(apiKey).toMatch(/^ck_[A-Za-z0-9_-]{43}$/);
  expect(await readSecrets(db, vault, shop.id)).toEqual([webhookSecret]);
  expect(await findApiKey(db, apiKey)).toEqual({ shopId: shop.id, prefix: apiKey.slice(0, 9) });
  const { document } = await inShops(db, { shops: [shop.id] }, (tx) => readVersion(tx, shop.id, 1));
  expect(document).toMatchObject({ live: true, held_out: 0.05 });
  const second = await createShop({ db, vault }, { ...REQUEST, slug: "second", locale: "en-gb", groupOf: shop.slug });
  expect(second.shop).toMatchObject({ groupId: shop.groupId, locale: "en-GB" });
});

test("a slug is taken once, and what was refused leaves nothing behind", async () => {
  const { db } = database;
  await createShop({ db, vault }, { ...REQUEST, slug: "taken" });
  const groups = async () => (await db.execute("SELECT count(*) AS n FROM groups")).rows;
  const before = await groups();
  await expect(createShop({ db, vault }, { ...REQUEST, slug: "taken" })).rejects.toThrow(/slug: .*choose another/);
  expect(await groups()).toEqual(before);
});

test.each([
  ["slug", { slug: "Atelier" }],
  ["slug", { slug: "-a" }],
  ["slug", { slug: "a".repeat(64) }],
  ["name", { name: " " }],
  ["name", { name: "a\nb" }],
  ["timezone", { timezone: "+08:00" }],
  ["timezone", { timezone: "Asia/Nowhere" }],
  ["country", { country: "cn" }],
  ["country", { country: "XX" }],
  ["currency", { currency: "RMB" }],
  ["locale", { locale: "not a locale" }],
])("a wrong %s is refused by its name: %j", async (field, over) => {
  const refusal = createShop({ db: database.db, vault }, { ...REQUEST, slug: "fresh", ...over });
  await expect(refusal).rejects.toThrow(ShopRefused);
  await expect(refusal).rejects.toThrow(new RegExp(`^${field}: `));
});
