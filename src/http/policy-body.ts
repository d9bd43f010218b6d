import { parse as parseYaml } from "yaml";
import { parseJson } from "../shops/json.ts";
import { HttpProblem } from "./problem.ts";

/** A policy as it came: by the content type; where that tells nothing, JSON and then YAML. @throws HttpProblem 400 where it is neither. */
export function readPolicyDocument(type: string, body: Uint8Array): unknown {
  if (/^application\/(?:[\w.-]+\+)?json\b/i.test(type)) return readJson(body);
  if (/\byaml\b/i.test(type)) return readYaml(body);
  try {
    return readJson(body);
  } catch {
    return readYaml(body);
  }
}

function readJson(body: Uint8Array): unknown {
  const parsed = parseJson(body);
  if (parsed.ok) return parsed.value;
  throw new HttpProblem(parsed.status, { detail: "The policy can't be read: see errors", errors: parsed.errors });
}

function readYaml(body: Uint8Array): unknown {
  try {
    return parseYaml(new TextDecoder("utf-8", { fatal: true }).decode(body), { maxAliasCount: 20, logLevel: "error" });
  } catch {
    // The parser's own message quotes the document.
    throw new HttpProblem(400, { detail: "The policy must be YAML or JSON in UTF-8, without doubled keys" });
  }
}
