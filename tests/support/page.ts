/** The page in a real browser, on the real service. */
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import type axe from "axe-core";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { expect } from "vitest";
import type { App } from "#src/app.ts";
import type { Role } from "#src/domain/role.ts";
import { createStaff } from "#src/journey/create-staff.ts";
import { COMMAND_LINE } from "#src/journey/staff-scope.ts";
import { STAFF_PASSWORD, signIn } from "./http-service.ts";

/** Debian's; CHROMIUM names another. */
const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";
/** Nothing but the page under test is asked for. */
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface Viewer {
  /** Of a session, as `staffOn` gives it. Absent: nobody is signed in. */
  readonly cookie?: string;
  /** CSS pixels. */
  readonly width?: 375 | 1440;
  readonly locale?: "zh-CN" | "en";
  readonly dark?: boolean;
}

export interface OpenPage {
  readonly page: Page;
  /** What the browser complained of so far; a test's end should find none. */
  readonly complaints: readonly string[];
  /** Goes to an address of the service, and waits until nothing is loading. */
  visit(path: string): Promise<void>;
  close(): Promise<void>;
}

export interface TestBrowser {
  open(viewer?: Viewer): Promise<OpenPage>;
  close(): Promise<void>;
}

/** Makes a member of staff and signs them in. @param shops slugs; every shop where it is absent. */
export async function staffOn(app: App, url: string, role: Role, shops: readonly string[] | null = null) {
  const username = `${role}-${randomUUID().slice(0, 8)}`;
  await createStaff(app.ctx, { username, name: "林晓", role, shops, password: STAFF_PASSWORD }, COMMAND_LINE);
  return await signIn(url, username, STAFF_PASSWORD);
}

/** @param url where the service listens. */
export async function openBrowser(url: string): Promise<TestBrowser> {
  const browser: Browser = await chromium.launch({ executablePath: EXECUTABLE, args: QUIET });
  return {
    open: async (viewer = {}) => openPage(await contextOf(browser, url, viewer), url),
    close: () => browser.close(),
  };
}

async function contextOf(browser: Browser, url: string, viewer: Viewer): Promise<BrowserContext> {
  const width = viewer.width ?? 1440;
  const context = await browser.newContext({
    viewport: { width, height: width === 375 ? 812 : 900 },
    locale: viewer.locale ?? "zh-CN",
    colorScheme: viewer.dark ? "dark" : "light",
    reducedMotion: "reduce",
    timezoneId: "Asia/Shanghai",
  });
  context.setDefaultTimeout(15_000);
  const [name, value] = viewer.cookie?.split("=") ?? [];
  if (name !== undefined && value !== undefined) await context.addCookies([{ name, value, url }]);
  return context;
}

async function openPage(context: BrowserContext, url: string): Promise<OpenPage> {
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() !== "error" && message.type() !== "warning") return;
    // The browser notes every refusal that a test asks for, in words of its own.
    if (/Failed to load resource: the server responded with a status of 4\d\d/.test(message.text())) return;
    complaints.push(`${message.type()}: ${message.text()}`);
  });
  return {
    page,
    complaints,
    async visit(path) {
      await page.goto(`${url}${path}`);
      await settle(page);
    },
    close: () => context.close(),
  };
}

/** Waits until a screen is there and nothing on it is loading. Live news keep a connection open: the network is never idle. */
async function settle(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelector("h1, [role=alert], .ant-result") !== null &&
      document.querySelector('.ant-skeleton-active, .ant-spin-spinning, [aria-busy="true"]') === null,
  );
}

/** What WCAG 2.2 AA finds wrong with what is shown now, by axe-core; a line each. */
export async function findBarriers(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(AXE, "utf8"));
  const { violations } = await page.evaluate(
    (tags) =>
      (globalThis as unknown as { axe: typeof axe }).axe.run(document, { runOnly: { type: "tag", values: tags } }),
    ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, any }) => `${id}: ${html.slice(0, 160)} ${any[0]?.message ?? ""}`),
  );
}

const AXE = new URL(import.meta.resolve("axe-core/axe.min.js"));

/** The page itself never scrolls sideways. */
export async function expectFits(page: Page): Promise<void> {
  const { wide, shown } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    shown: document.documentElement.clientWidth,
  }));
  expect(wide).toBeLessThanOrEqual(shown);
}

/** What is shown now fits the screen, has no barriers, and the browser complained of nothing. */
export async function expectWell({ page, complaints }: OpenPage): Promise<void> {
  await expectFits(page);
  expect(await findBarriers(page)).toEqual([]);
  expect(complaints).toEqual([]);
}
