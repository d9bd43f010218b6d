import { Command } from "commander";
import { withApp } from "./with-app.ts";

export const alertsCommand = (): Command =>
  new Command("alerts")
    .description("print the secret that alerts to ALERT_WEBHOOK_URL are signed with, as one JSON line")
    .option("--test", "post one alert first, and fail where it is not taken")
    .action(async ({ test = false }: { readonly test?: boolean }) => {
      const secret = await withApp(async ({ alerts }) => {
        if (test && !(await alerts.postTest())) {
          throw new Error("the alert was not taken: set ALERT_WEBHOOK_URL to an address that answers a POST with 2xx");
        }
        return alerts.secret;
      });
      process.stdout.write(`${JSON.stringify({ alert_secret: secret })}\n`);
    });
