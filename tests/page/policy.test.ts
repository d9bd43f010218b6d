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
  { locale: "zh-CN", dark: false, width: 1440, tabs: ["slots", "who", "more"] },
  { locale: "en", dark: true, width: 375, tabs: ["steps", "hours", "caps", "text"] },
] as const;

describe("policy", () => {
  for (const viewer of VIEWERS) {
    test(`${viewer.locale}, ${viewer.width}: everybody can read every form and the picture`, async () => {
      const { tabs, ...look } = viewer;
      const opened = await at.browser.open({ ...look, cookie: at.editor });
      for (const tab of tabs) {
        await opened.visit(`/policy?tab=${tab}`);
        await opened.page.locator("figure svg").waitFor();
        await expectWell(opened);
      }
      await opened.close();
    });
  }

  test("a window is moved by forms alone, the picture follows, and it is published with a reason", async () => {
    const { page, complaints, visit, close } = await at.browser.open({ cookie: at.editor, locale: "en" });
    await visit("/policy");
    await page.locator("figure svg").getByText("14:00–17:00").first().waitFor();
    await choose(page, "Ordered 00:00–12:00, Reminded, to", "18:00");
    await page.locator("figure svg").getByText("14:00–18:00").first().waitFor();
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("14:00–18:00 the same day").waitFor();
    await dialog.getByLabel("Why").fill("a later van");
    await dialog.getByRole("button", { name: "Publish", exact: true }).click();
    await page.getByText("Version 2 in force").waitFor();
    const { data } = await askApi<{ data: { version: number; reason: string }[] }>(at.shop, "policy/versions");
    expect(data[0]).toMatchObject({ version: 2, reason: "a later van" });
    expect(complaints).toEqual([]);
    await close();
  });

  test("what somebody else published meanwhile is shown, and both changes go together", async () => {
    const { page, visit, close } = await at.browser.open({ cookie: at.editor, locale: "en" });
    await visit("/policy?tab=steps");
    await page.getByRole("switch", { name: "SMS: Used" }).click();
    const { policy } = await askApi<{ policy: object }>(at.shop, "policy");
    await askApi(at.shop, "policy", { ...policy, min_delay: "45m" });
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
    await page.getByText("Somebody else published a version meanwhile").waitFor();
    await page.getByRole("dialog").getByText("45 min").waitFor();
    await page.getByRole("button", { name: "Put my changes onto the latest" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
    await page.getByText("Version 4 in force").waitFor();
    const now = await askApi<{ policy: { min_delay: string; steps: { channel: string }[] } }>(at.shop, "policy");
    expect([now.policy.min_delay, now.policy.steps.map(({ channel }) => channel)]).toEqual(["45m", ["call", "im"]]);
    await close();
  });

  test("an impossible rule is told in words and can't be published; leaving asks first", async () => {
    const { page, visit, close } = await at.browser.open({ cookie: at.editor, locale: "zh-CN" });
    await visit("/policy?tab=text");
    const text = page.getByLabel("规则文件");
    await text.fill((await text.inputValue()).replace("12:00-18:00", "13:00-18:00"));
    await page.getByText("一天还没排满：12:00–13:00 下的单没有规则。").waitFor();
    expect(await page.getByRole("button", { name: "发布", exact: true }).isDisabled()).toBe(true);
    await page.getByRole("link", { name: "话术模板" }).click();
    await page.getByRole("button", { name: "留在这里" }).click();
    expect(new URL(page.url()).pathname).toBe("/policy");
    await close();
  });

  test("who may not publish is shown the picture and no buttons", async () => {
    const { cookie } = await staffOn(at.app, at.url, "analyst");
    const opened = await at.browser.open({ cookie, locale: "en" });
    await opened.visit("/policy");
    await opened.page.locator("figure svg").waitFor();
    expect(await opened.page.getByRole("button", { name: "Publish" }).count()).toBe(0);
    await expectWell(opened);
    await opened.close();
  });

  test("an older version is compared and brought back, as a new one", async () => {
    await askApi(at.shop, "policy", { held_out: 0.2 });
    await askApi(at.shop, "policy", { held_out: 0.3 });
    const [now, before] = (await askApi<{ data: { version: number }[] }>(at.shop, "policy/versions")).data;
    const { page, complaints, visit, close } = await at.browser.open({ cookie: at.editor, locale: "en" });
    await visit("/policy?view=versions");
    await page.getByRole("button", { name: `Version ${before?.version}: Compare with the one in force` }).click();
    await page.getByRole("dialog").getByText("30%").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: `Version ${before?.version}: Bring back` }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Bring back" }).click();
    await page.getByText("It is back, as a new version").waitFor();
    const { version, policy } = await askApi<{ version: number; policy: { held_out: number } }>(at.shop, "policy");
    expect([version, policy.held_out]).toEqual([(now?.version ?? 0) + 1, 0.2]);
    expect(complaints).toEqual([]);
    await close();
  });
});

/** In a list that opens on a click. */
async function choose(page: OpenPage["page"], label: string, option: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).click();
  await page.locator(".ant-select-dropdown:visible .ant-select-item-option", { hasText: option }).first().click();
}
