import { BlockList, isIP } from "node:net";
import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context } from "hono";

/** Where proxies of one's own are: a request from anywhere else says itself where it comes from. */
const NEAR = new BlockList();
for (const [network, prefix] of [
  ["127.0.0.0", 8],
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const) {
  NEAR.addSubnet(network, prefix, "ipv4");
}
NEAR.addAddress("::1", "ipv6");
NEAR.addSubnet("fc00::", 7, "ipv6");

/**
 * Where a request comes from, for counting: an IPv4 address, or the /64 of an IPv6 one, of which a host has as many as it
 * likes. Behind a proxy on this host or its private network, the address that the proxy added to `X-Forwarded-For`.
 */
export function clientAddress(c: Context): string {
  const peer = plain(getConnInfo(c).remote.address ?? "");
  if (!NEAR.check(peer, isIP(peer) === 6 ? "ipv6" : "ipv4")) return networkOf(peer);
  const told = plain(c.req.header("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "");
  return networkOf(isIP(told) === 0 ? peer : told);
}

/** An IPv4 address that came as an IPv6 one. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, "");

function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail = ""] = address.split("::");
  const groups = head.split(":").filter((group) => group !== "");
  const after = tail.split(":").filter((group) => group !== "");
  const missing = address.includes("::") ? 8 - groups.length - after.length : 0;
  return [...groups, ...Array<string>(Math.max(0, missing)).fill("0"), ...after].slice(0, 4).join(":");
}
