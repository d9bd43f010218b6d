import { describe, expect, it } from "vitest";
import { instant, SECOND } from "#src/domain/instant.ts";
import { SIGNATURE_TOLERANCE, sign, signedHeaders, verify } from "#src/domain/standard-webhooks.ts";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const other = `whsec_${Buffer.alloc(32, 1).toString("base64")}`;
const body = Buffer.from('{"test": 2432232314}');
const message = { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: "1614265330", body };
const at = instant(1_614_265_330 * SECOND);
/** The specification's own example. */
const signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

describe("Standard Webhooks", () => {
  it("signs as the specification's example does", () => {
    expect(sign(secret, message)).toBe(signature);
    expect(signedHeaders(secret, message.id, at, body)).toEqual({
      "webhook-id": message.id,
      "webhook-timestamp": "1614265330",
      "webhook-signature": signature,
    });
  });

  it("takes any good one of several signatures, under any of several secrets", () => {
    expect(verify([secret], message, signature, at)).toBe(true);
    expect(verify([other, secret], message, signature, at)).toBe(true);
    expect(verify([secret], message, `${sign(other, message)} ${signature}`, at)).toBe(true);
    expect(verify([secret], message, `v1a,AAAA ${signature}`, at)).toBe(true);
  });

  it("stands clocks that are up to 300 s off, either way", () => {
    for (const off of [-SIGNATURE_TOLERANCE, 0, SIGNATURE_TOLERANCE]) {
      expect(verify([secret], message, signature, instant(at + off))).toBe(true);
    }
    for (const off of [-SIGNATURE_TOLERANCE - 1, SIGNATURE_TOLERANCE + 1]) {
      expect(verify([secret], message, signature, instant(at + off))).toBe(false);
    }
  });

  it.each([
    ["another secret", { secrets: [other] }],
    ["no secret", { secrets: [] }],
    ["no signature", { signatures: "" }],
    ["a doubled header", { signatures: `${signature}, ${signature}` }],
    ["a signature without version", { signatures: signature.slice(3) }],
    ["another version", { signatures: signature.replace("v1,", "v2,") }],
    ["a cut signature", { signatures: signature.slice(0, 20) }],
    ["another body", { message: { ...message, body: Buffer.from('{"test":2432232314}') } }],
    ["another id", { message: { ...message, id: "msg_2" } }],
    ["another timestamp", { message: { ...message, timestamp: "1614265331" } }],
    ["a timestamp that is no number", { message: { ...message, timestamp: "1614265330.0" } }],
  ])("refuses %s", (_, { secrets = [secret], message: sent = message, signatures = signature }: Sent) => {
    expect(verify(secrets, sent, signatures, at)).toBe(false);
  });

  it("refuses an id that came twice, though it was signed so", () => {
    const twice = { ...message, id: "a, a" };
    expect(verify([secret], twice, sign(secret, twice), at)).toBe(false);
  });

  it("names what is wrong with a secret and never shows it", () => {
    for (const bad of [
      "",
      "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
      "whsec_",
      "whsec_short",
      "whsec_!!!!!!!!!!!!!!!!!!!!!!!!",
    ]) {
      expect(() => sign(bad, message)).toThrow(
        /^Expected a webhook secret of the form whsec_<base64 of 16 bytes or more>$/,
      );
    }
  });
});

interface Sent {
  readonly secrets?: string[];
  readonly message?: typeof message;
  readonly signatures?: string;
}
