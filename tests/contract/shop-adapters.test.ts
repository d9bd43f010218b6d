import { instant } from "#src/domain/instant.ts";
import { signedHeaders } from "#src/domain/standard-webhooks.ts";
import { standardAdapter } from "#src/shops/standard.ts";
import { adapterContract } from "#tests/support/adapter-contract.ts";
import { standardBody } from "#tests/support/standard-body.ts";

adapterContract("standard", {
  adapter: standardAdapter,
  sign: (secret, id, at, body) => signedHeaders(secret, id, instant(at), body),
  signatureHeader: "webhook-signature",
  timed: true,
  unpaid: standardBody(),
  paid: standardBody({ type: "order.paid", data: { order: { status: "paid" } } }),
});
