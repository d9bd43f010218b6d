import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { App } from "#src/app.ts";
import { testApp } from "#tests/support/app.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { expectFits, findBarriers, openBrowser, staffOn, type TestBrowser } from "#tests/support/page.ts";

let database: TestDatabase;
let app: App;
let url: string;
let browser: TestBrowser;

beforeAll(async () => {
  database = await testDatabase();
  app = await testApp(database.url);
  url = await app.start("api");
  browser = await openBrowser(url);
});
afterAll(async () => {
  await browser.close();
  await app.stop();
  await database.drop();
});

const TITLES = { "zh-CN": "登录", en: "Sign in" } as const;

describe("the door", () => {
  for (const [locale, title] of [
    ["zh-CN", TITLES["zh-CN"]],
    ["en", TITLES.en],
  ] as const) {
    for (const dark of [false, true]) {
      test(`${locale}, ${dark ? "dark" : "light"}, narrow: everybody can read it`, async () => {
        const { page, complaints, visit, close } = await browser.open({ locale, dark, width: 375 });
        await visit("/orders?q=A-1");
        expect(await page.title()).toBe(`${title} · 催付 cuifu`);
        expect(new URL(page.url()).pathname).toBe("/sign-in");
        await expectFits(page);
        expect(await findBarriers(page)).toEqual([]);
        expect(complaints).toEqual([]);
        await close();
      });
    }
  }

  test("a wrong password is told in words, and the name stays", async () => {
    const { page, visit, close } = await browser.open({ locale: "en" });
    await visit("/sign-in");
    await page.getByLabel("User name").fill("nobody");
    await page.getByRole("textbox", { name: "Password" }).fill("wrong password");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").filter({ hasText: "User name or password is wrong" }).waitFor();
    expect(await page.getByLabel("User name").inputValue()).toBe("nobody");
    await close();
  });
});

describe("behind the door", () => {
  test("somebody who has no shop is told whom to ask", async () => {
    const { cookie } = await staffOn(app, url, "analyst", []);
    const { page, complaints, visit, close } = await browser.open({ cookie, locale: "en" });
    await visit("/orders");
    await page.getByText("No shop is yours yet").waitFor();
    expect(await findBarriers(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });
});

describe("the page as it is served", () => {
  test("runs no script that stands in it, and asks nobody else for anything", async () => {
    const response = await fetch(url);
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe-eval|https?:/);
    expect(await response.text()).not.toMatch(/<script(?![^>]* src=)/);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  test("an address that is no screen's is nothing; a file that is none of its own neither", async () => {
    for (const path of ["/wp-admin", "/assets/none.js", "/assets/..%2f..%2fpackage.json"]) {
      expect([path, (await fetch(`${url}${path}`, { headers: { accept: "text/html" } })).status]).toEqual([path, 404]);
    }
  });
});
