import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectFits, findBarriers } from "#tests/support/page.ts";
import { openPageShop, type PageShop } from "#tests/support/page-shop.ts";

let on: PageShop;

beforeAll(async () => {
  on = await openPageShop();
});
afterAll(() => on.close());

const MINUTE = 60_000;

async function call(id: string, over: object = {}): Promise<void> {
  await on.order(id, over);
  await on.later(MINUTE);
}

describe("the call desk", () => {
  test("an empty list says so, in both languages", async () => {
    for (const [locale, text] of [
      ["zh-CN", "现在没有要打的电话"],
      ["en", "There is no call to make now"],
    ] as const) {
      const { cookie } = await on.staff("agent");
      const { page, visit, complaints, close } = await on.browser.open({ cookie, locale, width: 375 });
      await visit("/desk");
      await page.keyboard.press("n");
      await page.getByRole("heading", { name: text }).waitFor();
      await expectFits(page);
      expect(await findBarriers(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await close();
    }
  });

  test("a call is taken, made and written down by keys alone", async () => {
    await call("keys", { buyer: { name: "<b>王芳</b>", phone: "+8613800138001" } });
    await call("after", { order: { amount: "99.00" } });
    const { cookie } = await on.staff("agent");
    const { page, visit, complaints, close } = await on.browser.open({ cookie, locale: "en" });
    // A promise lies ahead of the service's clock.
    await page.clock.install({ time: on.now() });
    await visit("/desk");
    await page.keyboard.press("n");
    const number = page.getByRole("link", { name: "+8613800138001" });
    await number.waitFor();
    expect(await number.getAttribute("href")).toBe("tel:+8613800138001");
    await page.getByRole("heading", { name: "<b>王芳</b>" }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.keyboard.press("Control+Enter");
    await page.getByText("Choose an outcome first").waitFor();
    await page.keyboard.press("1");
    await page.getByRole("radio", { name: "Tomorrow 20:00" }).click();
    await page.getByRole("textbox", { name: "Note" }).fill("pays on 5 March");
    await page.keyboard.press("Control+Enter");
    // The next one follows.
    await page.getByRole("link", { name: "after", exact: true }).waitFor();
    await page.keyboard.press("2");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("heading", { name: "My day" }).waitFor();
    await page.getByText("No answer").waitFor();
    expect(complaints).toEqual([]);

    const order = await on.staff("agent");
    const story = await (await order.call("v1/orders/keys/story?locale=en")).text();
    expect(story).toContain("The call was made");
    await close();
  });

  test("the agent is told at once when the buyer pays meanwhile", async () => {
    await call("pays");
    const { cookie } = await on.staff("agent");
    const { page, visit, close } = await on.browser.open({ cookie, locale: "en", width: 375, dark: true });
    await visit("/desk");
    await page.getByRole("button", { name: "Take the next call" }).click();
    await page.getByRole("link", { name: "pays", exact: true }).waitFor();
    await on.pay("pays");
    await page.getByRole("alert").getByText("The buyer has just paid").waitFor();
    await expectFits(page);
    expect(await findBarriers(page)).toEqual([]);
    await close();
  });

  test("a call that was left open is offered again, and can be given back", async () => {
    await call("left");
    const { cookie } = await on.staff("agent");
    const { page, visit, close } = await on.browser.open({ cookie, locale: "en" });
    await visit("/desk");
    await page.getByRole("button", { name: "Take the next call" }).click();
    await page.getByRole("link", { name: "left", exact: true }).waitFor();
    await page.reload();
    await page.getByText("You still hold a call").waitFor();
    await page.getByRole("button", { name: "Give it back" }).click();
    await page.getByText("It is back on the list").waitFor();
    await page.getByRole("button", { name: /^Take the call to/ }).waitFor();
    await close();
  });

  test("keys can be turned off", async () => {
    const { cookie } = await on.staff("agent");
    const { page, visit, close } = await on.browser.open({ cookie, locale: "en" });
    await visit("/desk");
    await page.getByRole("switch").click();
    await page.getByRole("button", { name: "Take the next call", exact: true }).waitFor();
    await page.keyboard.press("n");
    expect(await page.getByRole("heading", { name: "What to say" }).count()).toBe(0);
    await close();
  });

  test("an analyst has no desk", async () => {
    const { cookie } = await on.staff("analyst");
    const { page, visit, close } = await on.browser.open({ cookie, locale: "en" });
    await visit("/orders");
    expect(await page.getByRole("link", { name: "Call desk" }).count()).toBe(0);
    await close();
  });
});
