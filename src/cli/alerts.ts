import { Command } from "commander";
import { withApp } from "./with-app.ts";

export const alertsCommand = (): Command =>
  new Command("alerts")
    .description("print the secret that alerts to ALERT_WEBHOOK_URL are signed with, as one JSON line")
    .option("--test", "send one alert first, and fail where it is not taken")
    .action(async ({ test = false }: { readonly test?: boolean }) => {
      const secret = await withApp(async (app) => {
        if (test) await sendTest(app);
        const { alertSecret } = await import("../app.ts");
        return alertSecret(app.ctx.vault);
      });
      process.stdout.write(`${JSON.stringify({ alert_secret: secret })}\n`);
    });

async function sendTest({ alerts }: Parameters<Parameters<typeof withApp>[0]>[0]): Promise<void> {
  const detail = "This is a test: somebody wanted to see whether alerts arrive";
  if (await alerts.deliver({ code: "test", shop: null, detail })) return;
  throw new Error("the alert was not taken: set ALERT_WEBHOOK_URL to an address that answers a POST with 2xx");
}
