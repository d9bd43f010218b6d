import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { App } from "#src/app.ts";
import { testApp } from "#tests/support/app.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { expectFits, findBarriers, openBrowser, staffOn, type TestBrowser } from "#tests/support/page.ts";
import { shopifyHeaders } from "#tests/support/shopify.ts";

const run = promisify(execFile);

let database: TestDatabase;
let app: App;
let url: string;
let browser: TestBrowser;
let cookie: string;

beforeAll(async () => {
  database = await testDatabase();
  app = await testApp(database.url);
  url = await app.start("all");
  browser = await openBrowser(url);
  ({ cookie } = await staffOn(app, url, "admin"));
});
afterAll(async () => {
  await browser.close();
  await app.stop();
  await database.drop();
});

describe("an empty system", () => {
  test("shows the way: a shop, a first webhook as it is shown, and its arrival", async () => {
    const { page, complaints, visit, close } = await browser.open({ cookie, locale: "en" });
    await visit("/");
    await page.waitForURL("**/start");
    await page.getByLabel("Name of the shop").fill('<img src=x onerror="alert(1)">');
    await page.getByLabel("Short name").fill("first");
    await page.getByRole("button", { name: "Make the shop" }).click();
    const command = await page.getByLabel("Run this in a terminal").inputValue();
    expect(await findBarriers(page)).toEqual([]);
    const { stdout } = await run("bash", ["-c", command]);
    expect(JSON.parse(stdout)).toMatchObject({ order: "A-1001", outcome: "applied" });
    await page.getByText("It arrived: order A-1001").waitFor();
    await page.getByRole("link", { name: "Open the order" }).click();
    await page.waitForURL("**/orders/A-1001?shop=first");
    expect(complaints).toEqual([]);
    await close();
  });
});

describe("those who run it", () => {
  const screens = { "/shops": "h2", "/staff": ".ant-table-row", "/audit": ".ant-table-row", "/settings": "h1" };
  for (const locale of ["zh-CN", "en"] as const) {
    for (const width of [375, 1440] as const) {
      test(`shops, staff, audit and settings, ${locale}, ${width}`, async () => {
        const { page, complaints, visit, close } = await browser.open({ cookie, locale, width, dark: width === 375 });
        for (const [path, part] of Object.entries(screens)) {
          await visit(path);
          await page.locator(part).first().waitFor();
          await expectFits(page);
          expect([path, await findBarriers(page)]).toEqual([path, []]);
        }
        expect(complaints).toEqual([]);
        await close();
      });
    }
  }

  test("a key is made, shown once, and revoked", async () => {
    const { page, visit, close } = await browser.open({ cookie, locale: "en" });
    await visit("/shops");
    await page.getByRole("button", { name: "New API key" }).click();
    const key = await page.getByLabel("Shown this once: keep it now.").inputValue();
    const ask = () => fetch(`${url}/api/v1/orders`, { headers: { authorization: `Bearer ${key}` } });
    expect((await ask()).status).toBe(200);
    await page.getByRole("button", { name: "I have kept them" }).click();
    await page
      .getByRole("row", { name: key.slice(0, 6) })
      .getByRole("button", { name: "Revoke" })
      .click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await expect.poll(async () => (await ask()).status).toBe(401);
    await close();
  });

  test("a platform is connected with its own secret, and that is given up again", async () => {
    const { page, complaints, visit, close } = await browser.open({ cookie, locale: "en", width: 375 });
    await visit("/shops");
    const row = page.getByRole("row", { name: "Shopify" });
    await row.getByRole("button", { name: "Connect" }).click();
    const dialog = page.getByRole("dialog");
    expect(await dialog.getByLabel("Paste this address").inputValue()).toBe(`${url}/webhooks/first/shopify`);
    const secret = "0123456789abcdef0123456789abcdef";
    await dialog.getByLabel("Secret of Shopify").fill(secret);
    await expectFits(page);
    expect(await findBarriers(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Save" }).click();
    await row.getByText("the platform's own secret").waitFor();
    const ask = async () => {
      const body = Buffer.from(JSON.stringify({ id: 1 }));
      const headers = shopifyHeaders(secret, body, { topic: "products/update" });
      return (await fetch(`${url}/webhooks/first/shopify`, { method: "POST", body, headers })).status;
    };
    await expect.poll(ask, { timeout: 5_000 }).toBe(202);
    await row.getByRole("button", { name: "Use the webhook secret" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Use the webhook secret" }).click();
    await row.getByText("Webhook secrets").waitFor();
    await expect.poll(ask, { timeout: 5_000 }).toBe(401);
    expect(complaints).toEqual([]);
    await close();
  });

  test("somebody new gets a link, chooses a password, and sees what the role may see", async () => {
    const admin = await browser.open({ cookie, locale: "en" });
    await admin.visit("/staff");
    await admin.page.getByRole("button", { name: "Add somebody" }).click();
    await admin.page.getByLabel("Name", { exact: true }).fill("王芳");
    await admin.page.getByLabel("User name").fill("fang");
    await admin.page.getByRole("combobox", { name: "Shops" }).click();
    await admin.page.keyboard.press("Enter");
    await admin.page.getByRole("dialog").getByText("Add somebody").click();
    await admin.page.getByRole("button", { name: "Save" }).click();
    const link = await admin.page.getByLabel("One-time link").inputValue();
    await admin.close();

    const { page, complaints, close } = await browser.open({ locale: "en", width: 375 });
    await page.goto(link);
    await page.getByRole("textbox", { name: "Password" }).fill("correct horse battery");
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "Sign in" }).click();
    await page.getByLabel("User name").fill("fang");
    await page.getByRole("textbox", { name: "Password" }).fill("correct horse battery");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Menu" }).click();
    const menu = page.getByRole("navigation", { name: "Menu" });
    await menu.getByText("Call desk").waitFor();
    expect(await menu.getByText("Staff").count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });
});
