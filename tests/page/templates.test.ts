import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectWell, type OpenPage, staffOn } from "#tests/support/page.ts";
import { openPageEditor, type PageEditor } from "#tests/support/page-editor.ts";
import { askApi } from "#tests/support/send-webhook.ts";

let at: PageEditor;

beforeAll(async () => {
  at = await openPageEditor();
});
afterAll(() => at.close());

const VIEWERS = [
  { locale: "zh-CN", dark: false, width: 1440 },
  { locale: "en", dark: true, width: 375 },
] as const;

describe("templates", () => {
  for (const viewer of VIEWERS) {
    test(`${viewer.locale}, ${viewer.width}: everybody can read the matrix and the editor`, async () => {
      const opened = await at.browser.open({ ...viewer, cookie: at.editor });
      await opened.visit("/templates?channel=email");
      await opened.page.getByRole("table").waitFor();
      await expectWell(opened);
      await opened.visit("/templates/new?channel=email&reason=price&kind=new&locale=en");
      await opened.page.getByText("Anna").first().waitFor();
      await expectWell(opened);
      await opened.close();
    });
  }

  test("words are tried as they are typed, saved, compared and published", async () => {
    const { page, complaints, visit, close } = await at.browser.open({ cookie: at.editor, locale: "en" });
    await visit("/templates/new?channel=sms&reason=price&kind=new&locale=zh-CN");
    const text = page.getByLabel("Text", { exact: true });
    await text.fill("{{ buyer.nam }}");
    await page.getByText("There is no such variable: buyer.nam").waitFor();
    await text.fill("您好，");
    await page.getByRole("button", { name: "Pay link" }).click();
    expect(await text.inputValue()).toBe("您好，{{ pay_url }}");
    await page.getByText("拒收请回复R").waitFor();
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByRole("button", { name: "Publish version 1" }).first().click();
    await page.getByText("in use: Version 1").waitFor();
    await text.fill("您好呀，{{ pay_url }}");
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByText("draft: Version 2").waitFor();
    await page
      .getByRole("button", { name: /Version 2/ })
      .last()
      .click();
    expect(await page.locator("ins").allTextContents()).toEqual(["呀"]);
    expect(complaints).toEqual([]);
    await close();
  });

  test("where the shop wants it somebody else approves; then it is tried, published and withdrawn", async () => {
    await askApi(at.shop, "policy", { approve_templates: true, test_addresses: ["+8613800138000"] });
    const mine = await at.browser.open({ cookie: at.editor, locale: "en" });
    await mine.visit("/templates/new?channel=sms&reason=service&kind=new&locale=zh-CN");
    await mine.page.getByLabel("Text", { exact: true }).fill("您好，{{ pay_url }}");
    await mine.page.getByRole("button", { name: "Save draft" }).click();
    await mine.page.getByRole("button", { name: "Approve version 1" }).click();
    await mine.page.getByText("Nobody approves what they wrote themselves").waitFor();
    const address = new URL(mine.page.url());
    await mine.close();

    const { cookie } = await staffOn(at.app, at.url, "editor");
    const { page, complaints, visit, close } = await at.browser.open({ cookie, locale: "en" });
    await visit(address.pathname + address.search);
    await page.getByRole("button", { name: "Approve version 1" }).click();
    await page.getByText("Version 1 is approved").waitFor();
    await page.getByRole("button", { name: "Send a test" }).click();
    await page.getByLabel("Phone or e-mail").fill("+8613800138000");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByText("The provider took it.").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Publish version 1" }).first().click();
    await page.getByText("in use: Version 1").waitFor();
    await page.getByRole("button", { name: "Withdraw" }).click();
    await page.locator(".ant-popconfirm").getByRole("button", { name: "Withdraw" }).click();
    await page.getByText("Withdrawn", { exact: true }).waitFor();
    expect(complaints).toEqual([]);
    await close();
    await askApi(at.shop, "policy", {});
  });

  test("what somebody else wrote meanwhile is shown, and mine is not lost", async () => {
    const words = { channel: "sms", locale: "zh-CN", reason: "forgot", text: "第一版 {{ pay_url }}" };
    const { id } = await askApi<{ id: string }>(at.shop, "templates", words, "POST");
    const { page, visit, close } = await at.browser.open({ cookie: at.editor, locale: "en" });
    await visit(`/templates/${id}`);
    await page.getByLabel("Text", { exact: true }).fill("我的 {{ pay_url }}");
    await askApi(at.shop, `templates/${id}/versions`, { text: "别人的 {{ pay_url }}" }, "POST");
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByText("Somebody else changed these words meanwhile").waitFor();
    await page.getByRole("button", { name: "Save mine as a new version" }).click();
    await page.getByText("draft: Version 3").waitFor();
    const saved = await askApi<{ version: { text: string } }>(at.shop, `templates/${id}`);
    expect(saved.version.text).toBe("我的 {{ pay_url }}");
    await close();
  });
});

describe("experiments", () => {
  test("begin on words with two versions, tell that nothing is known yet, and stop", async () => {
    const opened = await at.browser.open({ cookie: at.editor, locale: "zh-CN", width: 375 });
    const { page } = opened;
    await opened.visit("/experiments");
    await page.getByText("还没有实验").waitFor();
    await expectWell(opened);
    const words = { channel: "im", locale: "zh-CN", reason: "gifts", text: "甲 {{ pay_url }}" };
    const { id } = await askApi<{ id: string }>(at.shop, "templates", words, "POST");
    await askApi(at.shop, `templates/${id}/publish`, undefined, "POST");
    await askApi(at.shop, `templates/${id}/versions`, { text: "乙 {{ pay_url }}" }, "POST");
    await opened.visit("/experiments");
    await page.getByRole("button", { name: "开始实验" }).click();
    await page.getByLabel("实验名称").fill("<img src=x onerror=alert(1)>\u202e短");
    await choose(page, "话术", "即时消息 · 想要赠品 · 中文（中国）");
    await page.getByRole("dialog").getByRole("button", { name: "开始", exact: true }).click();
    await page.getByText("还没有买家收到消息。").waitFor();
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await expectWell(opened);
    await page.getByRole("button", { name: "停止" }).click();
    await page.locator(".ant-popconfirm").getByRole("button", { name: "停止" }).click();
    await page.getByText("已停止", { exact: true }).waitFor();
    await opened.close();
  });
});

/** In a list that opens on a click. */
async function choose(page: OpenPage["page"], label: string, option: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).click();
  await page.locator(".ant-select-dropdown:visible .ant-select-item-option", { hasText: option }).first().click();
}
