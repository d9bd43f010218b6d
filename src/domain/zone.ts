/// <reference lib="esnext.intl" />
import { remembered } from "./bounded-cache.ts";
import { ZONE_POPULATION } from "./zone-population.ts";

/** The zones a phone number may be in: IANA names, none where nothing is known of it. The argument is E.164. */
export type PhoneZones = (phone: string) => readonly string[];

/** Where a buyer may be: slot rules follow the clock of `rule`, one of `candidates`; contact hours hold in all of them. */
export interface Zones {
  readonly rule: string;
  readonly candidates: readonly string[];
}

/** What a zone was taken from: the buyer's own word, phone and country, or the shop's zone in their stead. */
export type ZoneSource = "buyer" | "phone_and_country" | "shop";

export interface BuyerZones extends Zones {
  readonly kind: "zones";
  readonly source: ZoneSource;
}

/** What is known of where a buyer is; the shop's own zone and country stand in where nothing is. */
export interface ZoneQuestion {
  /** IANA name. */
  readonly timezone: string | null;
  /** E.164. */
  readonly phone: string | null;
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country: string | null;
  readonly shop: { readonly timezone: string; readonly country: string };
}

const canonicalNames = new Map<string, string>();

function canonical(name: string): string {
  if (!/^[A-Za-z]/.test(name)) return "";
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return "";
  }
}

/** The one name for a zone and its aliases (`Asia/Kolkata` is `Asia/Calcutta`); null where it is no IANA zone. */
export function canonicalZone(name: string): string | null {
  return remembered(canonicalNames, 5_000, name, canonical) || null;
}

const countryZones = new Map<string, readonly string[]>();

function readCountryZones(country: string): readonly string[] {
  // One legal time in all of China; the zone of Urumqi is custom, not law.
  if (country === "CN") return ["Asia/Shanghai"];
  if (!/^[A-Z]{2}$/.test(country)) return [];
  const names = new Intl.Locale(`und-${country}`).getTimeZones() ?? [];
  return names.flatMap((name) => canonicalZone(name) ?? []);
}

/** All zones of a country (ISO 3166-1 alpha-2, upper case), under their one name; none where there is no such country. */
export function zonesOfCountry(country: string): readonly string[] {
  return remembered(countryZones, 700, country, readCountryZones);
}

const sharedLists = new Map<string, readonly string[]>();

/** The same list object for the same zones, so that what is computed for a list can be kept by it. */
function sharedList(zones: Iterable<string>): readonly string[] {
  const sorted = [...new Set(zones)].sort();
  return remembered(sharedLists, 5_000, sorted.join(" "), () => Object.freeze(sorted));
}

const people = (zone: string): number => ZONE_POPULATION[zone] ?? 0;

function mostPopulous(zones: readonly string[]): string | undefined {
  return zones.reduce<string | undefined>(
    (best, zone) => (best === undefined || people(zone) > people(best) ? zone : best),
    undefined,
  );
}

function toBuyerZones(zones: Iterable<string>, shopZone: string | null, source: ZoneSource): BuyerZones | null {
  const candidates = sharedList(zones);
  const rule = shopZone !== null && candidates.includes(shopZone) ? shopZone : mostPopulous(candidates);
  return rule === undefined ? null : { kind: "zones", source, rule, candidates };
}

/**
 * Where the buyer may be (contract.md, "The zone"): `buyer.timezone`; else those of phone and country together; else the
 * shop's, where the country is absent or the shop's own; else `no_time_zone`, and nothing is sent.
 */
export function zonesOf(
  question: ZoneQuestion,
  phoneZones: PhoneZones,
): BuyerZones | { readonly kind: "no_time_zone" } {
  const { timezone, phone, country, shop } = question;
  const shopZone = canonicalZone(shop.timezone);
  const own = timezone === null ? null : canonicalZone(timezone);
  if (own !== null) return { kind: "zones", source: "buyer", rule: own, candidates: sharedList([own]) };
  const ofPhone = phone === null ? [] : phoneZones(phone).flatMap((name) => canonicalZone(name) ?? []);
  const ofCountry = country === null ? [] : zonesOfCountry(country);
  const known = toBuyerZones([...ofPhone, ...ofCountry], shopZone, "phone_and_country");
  if (known !== null) return known;
  const isShops = country === null || country === shop.country;
  return (isShops && shopZone !== null ? toBuyerZones([shopZone], shopZone, "shop") : null) ?? { kind: "no_time_zone" };
}
