import { describe, expect, it } from "vitest";
import { canonicalZone, zonesOf, zonesOfCountry } from "#src/domain/zone.ts";
import { ZONE_POPULATION } from "#src/domain/zone-population.ts";
import { loadPhoneZones } from "#src/shops/phone-zones.ts";

const phoneZones = await loadPhoneZones();
const china = { timezone: "Asia/Shanghai", country: "CN" };
const nothing = { timezone: null, phone: null, country: null, shop: china };
const solve = (known: Partial<Parameters<typeof zonesOf>[0]>) => zonesOf({ ...nothing, ...known }, phoneZones);

describe("zonesOf", () => {
  it("takes the buyer's own zone before all else", () => {
    const zones = solve({ timezone: "America/Denver", phone: "+8613800138000", country: "CN" });
    expect(zones).toEqual({ kind: "zones", source: "buyer", rule: "America/Denver", candidates: ["America/Denver"] });
  });

  it.each(["Mars/Olympus", "+08:00", ""])("passes over what is no IANA zone: %j", (timezone) => {
    expect(solve({ timezone, country: "JP" })).toMatchObject({ rule: "Asia/Tokyo" });
  });

  it("takes those of phone and country together", () => {
    const zones = solve({ phone: "+18085551234", country: "JP" });
    expect(zones).toMatchObject({ candidates: ["Asia/Tokyo", "Pacific/Honolulu"], rule: "Asia/Tokyo" });
  });

  it("takes the phone's where the country is not known", () => {
    expect(solve({ phone: "+18085551234" })).toMatchObject({ candidates: ["Pacific/Honolulu"] });
  });

  it("takes China as one zone", () => {
    expect(solve({ country: "CN" })).toMatchObject({ candidates: ["Asia/Shanghai"] });
  });

  it("follows the shop's clock where the buyer may share it", () => {
    const shop = { timezone: "America/Denver", country: "US" };
    expect(solve({ country: "US", shop })).toMatchObject({ rule: "America/Denver" });
  });

  it("knows the shop's zone under any of its names", () => {
    const shop = { timezone: "America/Indiana/Indianapolis", country: "US" };
    expect(solve({ country: "US", shop })).toMatchObject({ rule: canonicalZone("America/Indianapolis") });
  });

  it.each([
    ["US", "America/New_York"],
    ["AU", "Australia/Sydney"],
    ["BR", "America/Sao_Paulo"],
    ["RU", "Europe/Moscow"],
    ["CA", "America/Toronto"],
    ["MX", "America/Mexico_City"],
    ["ID", "Asia/Jakarta"],
    ["ES", "Europe/Madrid"],
  ])("follows the most populous zone of %s elsewhere", (country, rule) => {
    expect(solve({ country })).toMatchObject({ rule });
  });

  it("follows the most populous zone a number of several countries may be in", () => {
    expect(solve({ phone: "+447700900123" })).toMatchObject({ rule: "Europe/London" });
  });

  it.each([[null], ["CN"]])("falls back on the shop's zone where the country is %j", (country) => {
    expect(solve({ country })).toMatchObject({ rule: "Asia/Shanghai", candidates: ["Asia/Shanghai"] });
  });

  it("has no zone for another country of which nothing is known", () => {
    expect(solve({ country: "XX" })).toEqual({ kind: "no_time_zone" });
  });

  it("gives one list object for the same zones", () => {
    const [one, other] = [solve({ country: "US" }), solve({ country: "US", phone: "+12125551234" })];
    expect(one.kind === "zones" && other.kind === "zones" && one.candidates === other.candidates).toBe(true);
  });
});

describe("the tables", () => {
  it("name only zones under the one name that is used for them", () => {
    expect(Object.keys(ZONE_POPULATION).filter((name) => canonicalZone(name) !== name)).toEqual([]);
  });

  it("tell the most populous zone of every country with several clocks", () => {
    const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
    const undecided = letters
      .flatMap((first) => letters.map((second) => first + second))
      .filter(
        (country) =>
          zonesOfCountry(country).length > 1 && zonesOfCountry(country).every((zone) => !(zone in ZONE_POPULATION)),
      );
    // Uninhabited islands, the Antarctic and codes that are no longer in use.
    expect(undecided.filter((code) => !["AQ", "FQ", "NQ", "JT", "MI", "PU", "UM", "WK"].includes(code))).toEqual([]);
  });
});
