import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Role } from "#src/domain/role.ts";
import { createStaff } from "#src/journey/create-staff.ts";
import { COMMAND_LINE } from "#src/journey/staff-scope.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { type HttpService, openHttpService, STAFF_PASSWORD, signIn } from "#tests/support/http-service.ts";
import { about, created } from "#tests/support/journey.ts";
import { expectFits, findBarriers, openBrowser, type TestBrowser, type Viewer } from "#tests/support/page.ts";

const PERIOD = "from=2026-03-01&to=2026-03-10";

let database: TestDatabase;
let service: HttpService;
let browser: TestBrowser;

/** Of five orders, all placed at 10:00 by the shop's clock, two are reminded and one of those is paid. */
beforeAll(async () => {
  database = await testDatabase();
  service = await openHttpService(database.url, {
    now: "2026-03-10T02:15:00Z",
    over: { publicUrl: "http://127.0.0.1" },
  });
  const { journey, shop } = service;
  await journey.putPolicy({
    slots: [{ orders: "00:00-24:00", remind: { after: "40m" } }],
    steps: [{ channel: "call" }, { channel: "im", after: "3h" }],
    held_out: 0,
  });
  for (const id of ["won", "reminded", "cash"]) {
    const order = id === "cash" ? { payment_method: "cod" } : {};
    await shop.post(created(id, "2026-03-10T10:00:00+08:00", { order }));
  }
  await shop.post(created("dollar", "2026-03-10T10:00:00+08:00", { order: { currency: "USD", amount: "5.00" } }));
  journey.moveTo("2026-03-10T02:45:00Z");
  await journey.run();
  await shop.post(about("order.paid", "won", "2026-03-10T03:00:00Z", { paid_at: "2026-03-10T03:00:00Z" }));
  browser = await openBrowser(service.url);
});
afterAll(async () => {
  await browser.close();
  await service.close();
  await database.drop();
});

async function openAs(role: Role, viewer: Viewer = {}) {
  const username = `${role}-${randomUUID().slice(0, 8)}`;
  const staff = { username, role, shops: null, password: STAFF_PASSWORD };
  await createStaff(service.journey.ctx, staff, COMMAND_LINE);
  const { cookie } = await signIn(service.url, username, STAFF_PASSWORD);
  return await browser.open({ cookie, ...viewer });
}

const VIEWS = [
  ["zh-CN", 1440, false],
  ["en", 375, false],
  ["zh-CN", 375, true],
] as const;

describe("today", () => {
  test.each(VIEWS)("%s, %i px, dark: %s", async (locale, width, dark) => {
    const { page, complaints, visit, close } = await openAs("admin", { locale, width, dark });
    await visit("/");
    await page.getByText(locale === "en" ? "Recovered today" : "今日挽回").waitFor();
    await page.getByText("199.00").first().waitFor();
    await expectFits(page);
    expect(await findBarriers(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  test("what comes in is seen without loading the page again", async () => {
    const { page, visit, close } = await openAs("analyst", { locale: "en" });
    await visit("/");
    const waiting = page.getByRole("link", { name: /^\d+ · See the orders$/ });
    const before = Number(await waiting.textContent());
    await service.shop.post(created("news", "2026-03-10T10:30:00+08:00"));
    await page.waitForFunction(
      (count) => document.querySelector('a[aria-label$="See the orders"]')?.textContent === String(count),
      before + 1,
    );
    await close();
  });

  test("a connection that is lost is told, and the figures stay", async () => {
    const { page, visit, close } = await openAs("analyst", { locale: "en" });
    await page.route("**/api/v1/live?*", (route) => route.abort());
    await visit("/");
    await page.getByText("The connection is lost").waitFor();
    await page.getByText("Recovered today").waitFor();
    await close();
  });

  test("what can't be read is told, and can be tried again", async () => {
    const { page, visit, close } = await openAs("analyst", { locale: "en" });
    await page.route("**/api/v1/live?*", (route) => route.abort());
    await page.route("**/api/v1/today?*", (route) => route.fulfill({ status: 500, body: "{}" }));
    await visit("/");
    await page.getByRole("alert").filter({ hasText: "That did not work" }).waitFor();
    await page.unroute("**/api/v1/today?*");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("Recovered today").waitFor();
    await close();
  });

  test("sending is paused and resumed by who may, and not before they were asked", async () => {
    const { page, complaints, visit, close } = await openAs("admin", { locale: "en" });
    await visit("/");
    const isPaused = async () => (await service.shop.get<{ paused: boolean }>("sending")).paused;
    await page.getByRole("button", { name: "Pause sending" }).click();
    await page.getByRole("menuitem", { name: "Pause every channel" }).click();
    const dialogue = page.getByRole("dialog");
    await dialogue.getByRole("button", { name: "Cancel" }).click();
    expect(await isPaused()).toBe(false);

    await page.getByRole("button", { name: "Pause sending" }).click();
    await page.getByRole("menuitem", { name: "Pause every channel" }).click();
    await page.getByRole("dialog").last().getByRole("button", { name: "Pause", exact: true }).click();
    await page.getByText("Sending is paused.").waitFor();
    expect(await isPaused()).toBe(true);
    expect(await findBarriers(page)).toEqual([]);

    await page.getByRole("button", { name: "Resume sending" }).click();
    await page.getByRole("dialog").last().getByRole("button", { name: "Resume", exact: true }).click();
    await page.getByText("All is well").waitFor();
    expect(await isPaused()).toBe(false);
    expect(complaints).toEqual([]);
    await close();
  });

  test("who may not pause is not offered it", async () => {
    const { page, visit, close } = await openAs("analyst", { locale: "en" });
    await visit("/");
    await page.getByText("Recovered today").waitFor();
    expect(await page.getByRole("button", { name: "Pause sending" }).count()).toBe(0);
    await close();
  });
});

describe("recovery", () => {
  test.each(VIEWS)("%s, %i px, dark: %s", async (locale, width, dark) => {
    const { page, complaints, visit, close } = await openAs("analyst", { locale, width, dark });
    await visit(`/recovery?${PERIOD}&by=channel&metric=rate`);
    await page.getByRole("table").first().waitFor();
    await page.getByRole("img", { name: locale === "en" ? /^Rate, Channel/ : /^挽回率，渠道/ }).waitFor();
    await expectFits(page);
    expect(await findBarriers(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  test("a rate of two orders is no percentage, and every figure opens its orders", async () => {
    const { page, visit, close } = await openAs("analyst", { locale: "en" });
    await visit(`/recovery?${PERIOD}&by=channel`);
    const row = page.getByRole("row").filter({ hasText: "Call" });
    await row.getByText("1 of 2").waitFor();
    expect(await row.textContent()).not.toContain("50");
    await row.getByRole("link").last().click();
    await page.waitForURL(/\/orders\?/);
    await page.getByText("won").first().waitFor();
    const asked = new URL(page.url()).searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      by: "channel",
      key: "call",
      figure: "recovered",
      currency: "CNY",
    });
    expect(await page.getByText("reminded", { exact: true }).count()).toBe(0);
    await close();
  });

  test("one currency at a time, remembered by the address", async () => {
    const { page, visit, close } = await openAs("analyst", { locale: "en" });
    await visit(`/recovery?${PERIOD}&currency=USD`);
    await page.getByText("$0.00").first().waitFor();
    expect(await page.getByText("¥").count()).toBe(0);
    await page.getByText("Amounts of two currencies are never added").waitFor();
    await close();
  });

  test("a period without orders says so; files are offered for it", async () => {
    const { page, visit, close } = await openAs("analyst", { locale: "en" });
    await visit("/recovery?from=2025-03-01&to=2025-03-02");
    await page.getByText("No unpaid order in this period").waitFor();
    await page.getByRole("button", { name: "Download" }).click();
    const file = page.getByRole("menuitem", { name: "Daily sums" }).first().getByRole("link");
    expect(await file.getAttribute("href")).toBe(
      "/api/v1/exports/stats.csv?shop=atelier&from=2025-03-01&to=2025-03-02",
    );
    await close();
  });

  test("names that try to be more than names break nothing", async () => {
    const { page, complaints, visit, close } = await openAs("analyst", { locale: "en", width: 375 });
    const hostile = ["<img src=x onerror=alert(1)>", "\u202Egnirts", "x".repeat(200)];
    await page.route("**/api/v1/stats/recovery?*by=template_version*", async (route) => {
      const answer = await (await route.fetch()).json();
      const [row] = answer.rows;
      await route.fulfill({ json: { ...answer, rows: hostile.map((key) => ({ ...row, key })) } });
    });
    await visit(`/recovery?${PERIOD}&by=template_version&metric=orders`);
    await page.getByRole("cell", { name: "<img src=x onerror=alert(1)>" }).waitFor();
    await expectFits(page);
    expect(complaints).toEqual([]);
    await close();
  });
});
