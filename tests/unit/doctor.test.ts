import { expect, test } from "vitest";
import { parseConfig } from "#src/config.ts";
import { judgeClock } from "#src/doctor/clocks.ts";
import { publicAddress } from "#src/doctor/settings.ts";

test.each([
  ["as good as the same", 1_000_040, 1_000_100, "ok"],
  ["behind, but the answer took so long that it may be the same", 1_000_000, 1_009_000, "ok"],
  ["three seconds ahead", 1_003_200, 1_000_100, "warning"],
  ["an hour behind", 1_000_000 - 3_600_000, 1_000_100, "wrong"],
])("a clock %s", (_, theirs, after, level) => {
  expect(judgeClock("the database's", { before: 1_000_000, theirs, after }).level).toBe(level);
});

test.each([
  [undefined, "warning"],
  ["https://pay.shop.example", "ok"],
  ["http://pay.shop.example", "warning"],
  ["https://localhost:8080", "warning"],
  ["https://10.1.2.3", "warning"],
  ["https://[fd00::1]", "warning"],
  ["https://[::1]:1", "warning"],
  ["https://172.32.0.1", "ok"],
])("PUBLIC_URL %s", async (url, level) => {
  const config = parseConfig(url === undefined ? {} : { PUBLIC_URL: url }, null);
  const findings = await publicAddress.look({
    config,
    database: null,
    databaseUrl: null,
    trouble: null,
    secretKey: null,
  });
  expect(findings[0]?.level).toBe(level);
});
