import { expect, it } from "vitest";
import { loadPhoneZones } from "#src/shops/phone-zones.ts";

const phoneZones = await loadPhoneZones();

it.each([
  ["+8613800138000", ["Asia/Shanghai"]],
  ["+12125551234", ["America/New_York"]],
  ["+34922123456", ["Atlantic/Canary"]],
  ["+61893330000", ["Australia/Adelaide", "Australia/Perth"]],
  ["+999", []],
])("%s may be in %j", (phone, zones) => {
  expect(phoneZones(phone)).toEqual(zones);
});
