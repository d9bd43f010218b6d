import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectFits, findBarriers } from "#tests/support/page.ts";
import { openPageShop, type PageShop } from "#tests/support/page-shop.ts";

let on: PageShop;

beforeAll(async () => {
  on = await openPageShop();
  await on.order("A-1");
});
afterAll(() => on.close());

describe("who is not to be contacted", () => {
  test("an empty list says how one comes onto it, in both languages", async () => {
    for (const [locale, text] of [
      ["zh-CN", "还没有人在名单里"],
      ["en", "Nobody is on the list"],
    ] as const) {
      const { cookie } = await on.staff("editor");
      const { page, visit, complaints, close } = await on.browser.open({ cookie, locale, width: 375, dark: true });
      await visit("/suppressions");
      await page.getByText(text).waitFor();
      await expectFits(page);
      expect(await findBarriers(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await close();
    }
  });

  test("a number that is none is refused in words; a good one is listed masked", async () => {
    const { cookie } = await on.staff("editor");
    const { page, visit, complaints, close } = await on.browser.open({ cookie, locale: "zh-CN" });
    await visit("/suppressions");
    await page.getByRole("button", { name: "加入名单" }).click();
    const form = page.getByRole("dialog");
    await form.getByRole("textbox", { name: "手机号" }).fill("12");
    await form.getByRole("textbox", { name: "原因" }).fill("<i>电话里说的</i>");
    await form.getByRole("button", { name: "保存" }).click();
    await form.getByRole("alert").getByText("这不是一个有效的手机号").waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await form.getByRole("textbox", { name: "手机号" }).fill("13800138000");
    await form.getByRole("button", { name: "保存" }).click();
    await page.getByText("+86138****8000").waitFor();
    await page.getByText("<i>电话里说的</i>").waitFor();
    await page.getByText("同事登记").waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test("an agent puts down a complaint and follows it, and has no list", async () => {
    const { cookie, username } = await on.staff("agent");
    const { page, visit, complaints, close } = await on.browser.open({ cookie, locale: "en" });
    await visit("/suppressions");
    await page.getByRole("tab", { name: "Complaints" }).waitFor();
    expect(await page.getByRole("tab", { name: "List" }).count()).toBe(0);
    await page.getByRole("button", { name: "Put down a complaint" }).click();
    const form = page.getByRole("dialog");
    await form.getByRole("textbox", { name: "Order id" }).fill("A-1");
    await form.getByRole("textbox", { name: "What the buyer said" }).fill("stop calling me");
    await form.getByRole("button", { name: "Save" }).click();
    await page.getByText("“stop calling me”").waitFor();
    await page.getByRole("button", { name: "Add a step" }).click();
    await page.getByRole("radio", { name: "Resolved" }).last().click();
    await page.getByRole("textbox", { name: "What was done" }).fill("apologised");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Resolved: apologised").waitFor();
    await page.getByText(username).first().waitFor();
    expect(await findBarriers(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });
});
