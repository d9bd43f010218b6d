import process from "node:process";
import { ORACLE_ZONES, tryCase } from "./random-cases.ts";

/** Every zone, `CASES` random orders each (default 3,000): `npm run oracle`. `SEED` starts elsewhere. Exits 1 on a disagreement. */
const cases = Number(process.env.CASES ?? 3_000);
const seed = Number(process.env.SEED ?? 1);
const counts: Record<string, number> = {};
let wrong = 0;
for (const zone of ORACLE_ZONES) {
  for (let index = 0; index < cases; index += 1) {
    const { kinds, disagreements } = tryCase(seed + index, zone);
    for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
    for (const text of disagreements) console.error(`${zone}, seed ${seed + index}: ${text}`);
    wrong += disagreements.length;
  }
}
console.log(`${ORACLE_ZONES.length * cases} orders, ${wrong} disagreements; steps: ${JSON.stringify(counts)}`);
process.exitCode = wrong === 0 ? 0 : 1;
