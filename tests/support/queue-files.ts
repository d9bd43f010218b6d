/** Which test files open the queue of a service: those that come, by whatever imports, to where the queue is kept. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const QUEUE = "tests/support/queue-backend.ts";
const IMPORT = /\b(?:from|import)\s*\(?\s*"(#tests\/|\.{1,2}\/)([^"]+)"/g;

/** The files of `pattern`, from the project's root, that open it; sorted. */
export const filesOnQueue = (pattern: string): string[] =>
  globSync(pattern, { cwd: ROOT })
    .filter((file) => reaches(file, new Set()))
    .sort();

function reaches(file: string, seen: Set<string>): boolean {
  if (file === QUEUE) return true;
  if (seen.has(file)) return false;
  seen.add(file);
  return importsOf(file).some((next) => reaches(next, seen));
}

/** What of the tests' own a file imports, types too: one file too many costs seconds, one too few goes unseen. */
function importsOf(file: string): string[] {
  const text = readFileSync(path.join(ROOT, file), "utf8");
  return [...text.matchAll(IMPORT)].flatMap(([, from = "", rest = ""]) => {
    const found = from === "#tests/" ? path.join("tests", rest) : path.join(path.dirname(file), from, rest);
    return found.startsWith("tests/") && found.endsWith(".ts") ? [found] : [];
  });
}
