/** What Twilio shows of an account: itself, its numbers, verified callers and messaging services. */
import type { HttpBindings } from "@hono/node-server";
import type { Context, Hono } from "hono";

export interface FakeAccount {
  status: "active" | "suspended" | "closed";
  type: "Full" | "Trial";
  numbers: { readonly phoneNumber: string; readonly sms: boolean; readonly voice: boolean }[];
  callers: string[];
  services: string[];
}

const DATES = { date_created: "Tue, 10 Mar 2026 02:00:00 +0000", date_updated: "Tue, 10 Mar 2026 02:00:00 +0000" };

export const newAccount = (): FakeAccount => ({
  status: "active",
  type: "Full",
  numbers: [{ phoneNumber: "+15017122661", sms: true, voice: true }],
  callers: [],
  services: [],
});

/** Adds the resources to `app`. @param missing answers for what is not there. */
export function showAccount(
  app: Hono<{ Bindings: HttpBindings }>,
  {
    sid,
    account,
    page,
    missing,
  }: { sid: string; account: FakeAccount; page: object; missing: (c: Context) => Response },
): void {
  const root = `/2010-04-01/Accounts/${sid}`;
  app.get(`${root}.json`, (c) =>
    c.json({
      ...DATES,
      sid,
      status: account.status,
      type: account.type,
      friendly_name: "Nuan",
      owner_account_sid: sid,
    }),
  );
  app.get(`${root}/IncomingPhoneNumbers.json`, (c) => {
    const wanted = c.req.query("PhoneNumber");
    const found = account.numbers.filter(({ phoneNumber }) => wanted === undefined || phoneNumber === wanted);
    const shown = found.map(({ phoneNumber, sms, voice }) => ({
      ...DATES,
      phone_number: phoneNumber,
      capabilities: { sms, voice, mms: false, fax: false },
    }));
    return c.json({ ...page, incoming_phone_numbers: shown });
  });
  app.get(`${root}/OutgoingCallerIds.json`, (c) => {
    const found = account.callers.filter((number) => number === c.req.query("PhoneNumber"));
    return c.json({ ...page, outgoing_caller_ids: found.map((number) => ({ ...DATES, phone_number: number })) });
  });
  app.get("/v1/Services/:sid", (c) => {
    const service = account.services.find((one) => one === c.req.param("sid"));
    const date = "2026-03-10T02:00:00Z";
    return service ? c.json({ sid: service, date_created: date, date_updated: date }) : missing(c);
  });
}
