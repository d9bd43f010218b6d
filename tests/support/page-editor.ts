/** The whole service with one shop, an editor signed in to it and a browser, for tests of what is written on the page. */
import type { App } from "#src/app.ts";
import { testApp, testShop } from "./app.ts";
import { testDatabase } from "./database.ts";
import { openBrowser, staffOn, type TestBrowser } from "./page.ts";
import type { TestShop } from "./send-webhook.ts";

export interface PageEditor {
  readonly app: App;
  readonly url: string;
  readonly shop: TestShop;
  readonly browser: TestBrowser;
  /** The cookie of the editor. */
  readonly editor: string;
  close(): Promise<void>;
}

export async function openPageEditor(): Promise<PageEditor> {
  const database = await testDatabase();
  const app = await testApp(database.url);
  const url = await app.start("api");
  const shop = await testShop(app, url, "words");
  const editor = (await staffOn(app, url, "editor")).cookie;
  const browser = await openBrowser(url);
  return {
    app,
    url,
    shop,
    browser,
    editor,
    async close() {
      await browser.close();
      await app.stop();
      await database.drop();
    },
  };
}
