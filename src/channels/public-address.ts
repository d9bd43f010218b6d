/** Which addresses that a shop sets may be called (contract.md, "Configuration": https and public, or listed). */
import { type LookupAddress, type LookupOptions, lookup } from "node:dns";
import { BlockList, isIP } from "node:net";
import type { AddressRefusal } from "../domain/coupon.ts";

/** IPv4 that is not of the public internet: IANA's special-purpose registry, multicast, and a cloud's metadata service. */
const NOT_PUBLIC_V4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "168.63.129.16/32",
];
/** All of the public internet, and within it what stands for other addresses or for none: Teredo, 6to4, documentation. */
const PUBLIC_V6 = ["2000::/3"];
const NOT_PUBLIC_V6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];

function blockList(subnets: readonly string[], family: "ipv4" | "ipv6"): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [net = "", prefix] = subnet.split("/");
    list.addSubnet(net, Number(prefix), family);
  }
  return list;
}

const notPublicV4 = blockList(NOT_PUBLIC_V4, "ipv4");
const publicV6 = blockList(PUBLIC_V6, "ipv6");
const notPublicV6 = blockList(NOT_PUBLIC_V6, "ipv6");

/** Whether an IP address is of the public internet. IPv4 within IPv6 (`::ffff:10.0.0.5`) never is: nobody needs it. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !notPublicV4.check(address, "ipv4");
    case 6:
      return publicV6.check(address, "ipv6") && !notPublicV6.check(address, "ipv6");
    default:
      return false;
  }
}

const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, "");
const portOf = (url: URL): string => url.port || (url.protocol === "https:" ? "443" : "80");

/** Whether `outbound.allow` names the address: by its host, or by host and port. */
export const isListed = (url: URL, allow: readonly string[]): boolean =>
  allow.some((entry) => {
    const listed = new URL(`http://${entry}/`);
    const named = /:(\d+)$/.exec(entry.replace(/^\[.*?\]/, ""))?.[1];
    return listed.hostname === url.hostname && (named === undefined || Number(named) === Number(portOf(url)));
  });

/** Names that never leave the machine or its network. */
const LOCAL_NAME = /(^|\.)(localhost|local|internal|lan|home\.arpa)\.?$/i;

/** What can be said against an address before its name is looked up. */
export function addressRefusal(url: URL, allow: readonly string[]): AddressRefusal | null {
  if (isListed(url, allow)) return null;
  if (url.protocol !== "https:") return "not_https";
  const host = hostOf(url);
  const isPublic = isIP(host) === 0 ? !LOCAL_NAME.test(host) : isPublicAddress(host);
  return isPublic ? null : "not_public";
}

/** The code of the error by which a look-up refuses. */
export const NOT_PUBLIC = "ENOTPUBLIC";

type LookupDone = (error: NodeJS.ErrnoException | null, found: LookupAddress[] | string, family?: number) => void;

/**
 * `dns.lookup` for a connection to a public address: the addresses it hands out are the ones that are connected to, so a
 * name that changes its mind between a look and the connection gains nothing. One private address among several refuses
 * the name.
 */
export function lookupPublic(hostname: string, options: LookupOptions, done: LookupDone): void {
  lookup(hostname, { ...options, all: true }, (error, found) => {
    const refused = error ?? (found.every(({ address }) => isPublicAddress(address)) ? null : notPublic());
    if (refused !== null) return done(refused, []);
    const [first] = found;
    if (options.all === true || first === undefined) return done(null, found);
    done(null, first.address, first.family);
  });
}

const notPublic = (): NodeJS.ErrnoException => Object.assign(new Error("Not a public address"), { code: NOT_PUBLIC });
