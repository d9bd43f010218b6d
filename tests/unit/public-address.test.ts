import { createServer } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { postOnce } from "#src/channels/post-once.ts";
import { addressRefusal, isListed, isPublicAddress, lookupPublic } from "#src/channels/public-address.ts";

describe("an address", () => {
  it.each([
    "0.0.0.0",
    "10.0.0.5",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "168.63.129.16",
    "::",
    "::1",
    "::ffff:10.0.0.5",
    "::ffff:127.0.0.1",
    "::ffff:a9fe:a9fe",
    "::ffff:8.8.8.8",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2001::1",
    "2001:db8::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "ff02::1",
    "not an address",
    "",
  ])("%s is not public", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(["8.8.8.8", "172.15.0.1", "172.32.0.1", "192.169.0.1", "100.128.0.1", "2606:4700::1111", "2400:3200::1"])(
    "%s is public",
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );
});

describe("an address that a shop sets", () => {
  const refusal = (url: string, allow: readonly string[] = []) => addressRefusal(new URL(url), allow);

  it.each([
    ["http://shop.example/coupons", "not_https"],
    ["https://127.0.0.1/", "not_public"],
    ["https://2130706433/", "not_public"],
    ["https://0x7f.1/", "not_public"],
    ["https://0177.0.0.1/", "not_public"],
    ["https://127.1:8443/", "not_public"],
    ["https://[::1]/", "not_public"],
    ["https://[::ffff:169.254.169.254]/", "not_public"],
    ["https://localhost/", "not_public"],
    ["https://LOCALHOST./", "not_public"],
    ["https://db.internal/", "not_public"],
    ["https://printer.local/", "not_public"],
    ["https://１２７.０.０.１/", "not_public"],
  ])("%s is refused: %s", (url, why) => {
    expect(refusal(url)).toBe(why);
  });

  it("is called where it is https and public", () => {
    expect(refusal("https://shop.example/coupons")).toBeNull();
    expect(refusal("https://8.8.8.8:8443/coupons")).toBeNull();
  });

  it("is called where the operator lists it, by host or by host and port", () => {
    expect(refusal("http://10.0.0.5:8443/x", ["10.0.0.5:8443"])).toBeNull();
    expect(refusal("http://10.0.0.5:8444/x", ["10.0.0.5:8443"])).toBe("not_https");
    expect(refusal("http://10.0.0.5:8444/x", ["10.0.0.5"])).toBeNull();
    expect(refusal("http://[::1]:81/x", ["[::1]:81"])).toBeNull();
    expect(refusal("http://Gateway.internal/x", ["gateway.internal:80"])).toBeNull();
    expect(refusal("https://gateway.internal/x", ["gateway.internal:80"])).toBe("not_public");
    expect(isListed(new URL("http://evil.example/"), ["example", "evil.example.org"])).toBe(false);
  });
});

describe("a connection to public addresses alone", () => {
  const seen: unknown[] = [];
  const server = createServer((socket) => {
    seen.push(1);
    socket.on("data", (bytes) => seen.push(bytes)).on("error", () => undefined);
  });
  let port = 0;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    port = typeof address === "object" && address ? address.port : 0;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  const post = (url: string) =>
    postOnce(
      { url: new URL(url), headers: {}, body: new Uint8Array(), answerLimit: 10, publicOnly: true },
      AbortSignal.timeout(5_000),
    );

  it("is not begun where the name stands for a private one", async () => {
    expect(await post(`https://localhost:${port}/`)).toEqual({ kind: "no_connection", code: "enotpublic" });
    expect(await post(`http://localhost:${port}/`)).toEqual({ kind: "no_connection", code: "enotpublic" });
    expect(seen).toEqual([]);
  });

  it("is broken off before a byte of the request where the address itself is private", async () => {
    expect(await post(`http://127.0.0.1:${port}/`)).toEqual({ kind: "no_connection", code: "enotpublic" });
    expect(seen.filter((one) => one !== 1)).toEqual([]);
  });

  it("refuses a name that stands for a private address, however it is asked for", async () => {
    const all = { all: true } as const;
    for (const options of [{}, { family: 4 }, all, { ...all, family: 0 }]) {
      const error = await new Promise((resolve) => lookupPublic("localhost", options, (found) => resolve(found)));
      expect(error).toMatchObject({ code: "ENOTPUBLIC" });
    }
  });
});

it("an address within IPv6 never opens what is closed in IPv4", () => {
  const part = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(part, part, part, part, (a, b, c, d) => {
      expect(isPublicAddress(`::ffff:${a}.${b}.${c}.${d}`)).toBe(false);
    }),
  );
});
