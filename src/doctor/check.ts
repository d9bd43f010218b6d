/** What `cuifu doctor` looks at, and what it says of it. */
import type { Config } from "../config.ts";
import type { Database } from "../store/connect.ts";

export type Level = "ok" | "warning" | "wrong";

/** One line. Never with a secret, an address of a buyer, or what a library said in its own words. */
export interface Finding {
  readonly level: Level;
  /** What is so, in plain words. */
  readonly text: string;
  /** What to do about it; null where all is well. */
  readonly mend: string | null;
}

export const ok = (text: string): Finding => ({ level: "ok", text, mend: null });
export const warning = (text: string, mend: string): Finding => ({ level: "warning", text, mend });
export const wrong = (text: string, mend: string): Finding => ({ level: "wrong", text, mend });

/** What checks look at. */
export interface Patient {
  readonly config: Config;
  /** As the application role; null where it can't be worked with: the checks of the database say why. */
  readonly database: Database | null;
  /** Of the database's owner; null as above. */
  readonly databaseUrl: string | null;
  /** Why it can't be worked with; null where it can. */
  readonly trouble: string | null;
  /** 32 bytes; null where there is none. */
  readonly secretKey: Uint8Array | null;
}

/** One subject. It never sends anything, and changes nothing. */
export interface Check {
  /** A word or two. */
  readonly name: string;
  /** Whether it reads the database: it is left out where there is none to work with. */
  readonly needsDatabase?: boolean;
  /** What it throws counts as wrong. */
  look(patient: Patient): Promise<readonly Finding[]>;
}

/** Milliseconds that one question to a provider may take. */
export const ANSWER_WITHIN = 5_000;
