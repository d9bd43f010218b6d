/** The provider's side: what it is told to do, what it was sent, what it reports back. */
import { createHmac, randomUUID } from "node:crypto";
import { type Behaviour, type LedgerLine, readLedger } from "#tests/support/fake-provider.ts";

export interface Gateway {
  /** What it does with requests from now on. */
  behave(behaviour: Behaviour): Promise<void>;
  /** Every request it was ever sent. */
  ledger(): LedgerLine[];
  /** Reports of every request it has not reported of yet. @returns how many. */
  report(status: "delivered"): Promise<number>;
}

/** @param address where the service listens now. */
export function createGateway(url: string, secret: string, ledgerFile: string, address: () => string): Gateway {
  const reported = new Set<string>();
  const tell = async (contact: string, status: string): Promise<void> => {
    const id = randomUUID();
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const body = JSON.stringify({ contact_id: contact, status, at: new Date().toISOString() });
    const key = Buffer.from(secret.slice("whsec_".length), "base64");
    const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
    const headers = {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      "webhook-signature": `v1,${signature}`,
    };
    const { status: answer } = await fetch(`${address()}/callbacks/http`, { method: "POST", headers, body });
    if (answer !== 204) throw new Error(`a report was answered ${answer}`);
  };
  return {
    async behave(behaviour) {
      const answer = await fetch(`${url}/behaviour`, { method: "PUT", body: behaviour });
      if ((await answer.text()) !== behaviour) throw new Error(`the provider does not know ${behaviour}`);
    },
    ledger: () => readLedger(ledgerFile),
    async report(status) {
      const fresh = readLedger(ledgerFile).filter(({ contact_id }) => !reported.has(contact_id));
      for (const { contact_id } of fresh) reported.add(contact_id);
      await Promise.all(fresh.map(({ contact_id }) => tell(contact_id, status)));
      return fresh.length;
    },
  };
}
