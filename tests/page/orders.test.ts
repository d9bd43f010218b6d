import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectFits, findBarriers } from "#tests/support/page.ts";
import { openPageShop, type PageShop } from "#tests/support/page-shop.ts";

let on: PageShop;

const EVIL = "<img src=x onerror=alert(1)>";
const TURNED = "\u202Egnp.exe王";
const LONG = "长".repeat(200);

beforeAll(async () => {
  on = await openPageShop();
  await Promise.all(Array.from({ length: 52 }, (_, n) => on.order(`many-${n}`)));
  await on.order("evil", { buyer: { name: EVIL, phone: "+8613800138000" } });
  await on.order("turned", { buyer: { name: TURNED } });
  await on.order(`x${"x".repeat(60)}`, { buyer: { name: LONG } });
  await on.order("paid");
  await on.pay("paid");
});
afterAll(() => on.close());

describe("the list of orders", () => {
  for (const [locale, width, dark] of [
    ["zh-CN", 1440, false],
    ["en", 375, true],
  ] as const) {
    test(`${locale}, ${width}: shows what buyers wrote as it is, and fits`, async () => {
      const { cookie } = await on.staff("analyst");
      const { page, complaints, visit, close } = await on.browser.open({ cookie, locale, width, dark });
      await visit("/orders");
      await page.getByText(EVIL).waitFor();
      await page.getByText(LONG.slice(0, 20)).waitFor();
      await expectFits(page);
      expect(await findBarriers(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await close();
    });
  }

  test("what is looked for stands in the address; no match is told", async () => {
    const { cookie } = await on.staff("agent");
    const { page, visit, close } = await on.browser.open({ cookie, locale: "en" });
    await visit("/orders?status=paid");
    await page.getByRole("link", { name: "paid", exact: true }).waitFor();
    expect(await page.getByRole("link", { name: "evil", exact: true }).count()).toBe(0);
    await page.getByRole("searchbox").fill("13800138000");
    await page.keyboard.press("Enter");
    await page.getByText("No order matches").waitFor();
    expect(new URL(page.url()).search).toContain("13800138000");
    await page.getByRole("button", { name: "Drop: Order status: Paid" }).click();
    await page.getByRole("link", { name: "evil", exact: true }).waitFor();
    await page.reload();
    await page.getByRole("link", { name: "evil", exact: true }).waitFor();
    await close();
  });

  test("an id of many digits is looked for as it is", async () => {
    const { cookie } = await on.staff("agent");
    const { page, visit, close } = await on.browser.open({ cookie, locale: "en" });
    await visit("/orders?q=1234567890123456789");
    await page.getByText("No order matches").waitFor();
    expect(await page.getByRole("searchbox").inputValue()).toBe("1234567890123456789");
    await close();
  });

  test("goes on a page at a time", async () => {
    const { cookie } = await on.staff("agent");
    const { page, visit, close } = await on.browser.open({ cookie, locale: "en" });
    await visit("/orders?q=many-");
    await page.getByText("50 listed").waitFor();
    await page.getByRole("button", { name: "Load more" }).click();
    await page.getByText("All 52 are listed").waitFor();
    await close();
  });

  test("says which figure of the report is listed", async () => {
    const { cookie } = await on.staff("analyst");
    const { page, visit, close } = await on.browser.open({ cookie, locale: "zh-CN" });
    await visit("/orders?by=outcome&key=waiting&figure=orders&from=2026-03-10&to=2026-03-10");
    await page.getByText("未付款订单 · 结果：等待催付").waitFor();
    await page.getByText("下单于2026年3月10日，币种 CNY").waitFor();
    await page.getByText("50 个").first().waitFor();
    await close();
  });

  test("a view is kept by name", async () => {
    const { cookie } = await on.staff("agent");
    const { page, visit, complaints, close } = await on.browser.open({ cookie, locale: "en" });
    await visit("/orders?status=paid");
    await page.getByRole("button", { name: "Views" }).click();
    await page.getByText("Save these filters…").click();
    await page.getByLabel("Name of the view").fill("Paid ones");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("“Paid ones” is saved").waitFor();
    await visit("/orders");
    await page.getByRole("button", { name: "Views" }).click();
    await page.getByText("Paid ones", { exact: true }).click();
    await page.waitForURL(/status=paid/);
    expect(complaints).toEqual([]);
    await close();
  });
});

describe("one order", () => {
  test("an agent sees the number after asking, stops the reminders after a question, corrects the reason", async () => {
    const { cookie } = await on.staff("agent");
    const { page, visit, complaints, close } = await on.browser.open({ cookie, locale: "en" });
    await visit("/orders/evil");
    await page.getByText("+86138****8000").waitFor();
    await page.getByRole("button", { name: "Show in full" }).click();
    await page.getByRole("link", { name: "+8613800138000" }).waitFor();
    await page.getByText("Written into the audit log").waitFor();

    await page.getByRole("button", { name: "Correct the reason" }).click();
    await page.getByRole("radio", { name: "Price" }).click();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("The reason is now “Price”").waitFor();
    await page.getByText("Reason corrected: price").waitFor();

    await page.getByRole("button", { name: "Stop reminders" }).click();
    const question = page.getByRole("dialog");
    await question.getByText("can't be undone").waitFor();
    await question.getByRole("button", { name: "Stop reminders" }).click();
    await page.getByText("The reminders are stopped").waitFor();
    await page.getByText("Reminders stopped", { exact: true }).first().waitFor();
    expect(await page.getByRole("button", { name: "Stop reminders" }).count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });

  test("an analyst is shown nothing that may not be done", async () => {
    const { cookie } = await on.staff("analyst");
    const { page, visit, close } = await on.browser.open({ cookie, locale: "en" });
    await visit("/orders/turned");
    await page.getByRole("heading", { name: "Story" }).waitFor();
    for (const name of ["Show in full", "Stop reminders", "Correct the reason"]) {
      expect([name, await page.getByRole("button", { name }).count()]).toEqual([name, 0]);
    }
    await close();
  });

  for (const [locale, dark] of [
    ["zh-CN", true],
    ["en", false],
  ] as const) {
    test(`${locale}, narrow: fits and can be read`, async () => {
      const { cookie } = await on.staff("editor");
      const { page, visit, complaints, close } = await on.browser.open({ cookie, locale, dark, width: 375 });
      await visit(`/orders/x${"x".repeat(60)}`);
      await page.getByText(LONG).waitFor();
      await expectFits(page);
      expect(await findBarriers(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await close();
    });
  }

  test("one that is not there is told", async () => {
    const { cookie } = await on.staff("agent");
    const { page, visit, close } = await on.browser.open({ cookie, locale: "en" });
    await visit("/orders/nowhere");
    await page.getByRole("alert").getByText("There is nothing here").waitFor();
    await close();
  });

  test("shows what happens while it is open", async () => {
    await on.order("open");
    const { cookie } = await on.staff("agent");
    const { page, visit, close } = await on.browser.open({ cookie, locale: "en" });
    await visit("/orders/open");
    await page.getByRole("button", { name: "Stop reminders" }).waitFor();
    await on.pay("open");
    await page.getByText("The buyer paid 199.00 CNY").waitFor();
    await close();
  });
});
