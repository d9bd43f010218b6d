/**
 * Reads what platforms send. They add and change fields as they like, so a value of another kind than expected reads
 * as one that is not there; what an event can't do without is asked for by `platform-order.ts`.
 */
import { LosslessNumber } from "lossless-json";
import { isOpaqueId } from "../domain/text.ts";
import type { Json } from "./json.ts";

export class Look {
  private readonly json: Json | undefined;

  constructor(json: Json | undefined) {
    this.json = json;
  }

  get value(): Json | undefined {
    return this.json;
  }

  /** The value at `path`, each step a key of an object. */
  at(...path: readonly string[]): Look {
    let json = this.json;
    for (const key of path) json = isObject(json) && Object.hasOwn(json, key) ? json[key] : undefined;
    return new Look(json);
  }

  /** Of a list; none where it is no list. */
  get list(): Look[] {
    return Array.isArray(this.json) ? (this.json as readonly Json[]).map((json) => new Look(json)) : [];
  }

  get isThere(): boolean {
    return this.json !== undefined && this.json !== null;
  }

  get isObject(): boolean {
    return isObject(this.json);
  }

  get isTrue(): boolean {
    return this.json === true;
  }

  /** A text that is not blank. */
  get text(): string | null {
    return typeof this.json === "string" && this.json.trim() !== "" ? this.json : null;
  }

  /** An id: a text, or a whole number digit for digit. 0 stands for nobody on these platforms. */
  get id(): string | null {
    const text = this.digits ?? (typeof this.json === "string" ? this.json : "");
    return text !== "0" && isOpaqueId(text) ? text : null;
  }

  /** A decimal, as a text or as a number. */
  get decimal(): string | null {
    return typeof this.json === "number" ? String(this.json) : (this.digits ?? this.text);
  }

  /** A whole number that is counted exactly, as a number or as its digits. */
  get whole(): number | null {
    const value = typeof this.json === "string" && /^\d{1,15}$/.test(this.json) ? Number(this.json) : this.json;
    return typeof value === "number" && Number.isSafeInteger(value) ? value : null;
  }

  /** `read` of its text; null where that is blank or makes no sense to it. */
  as<T>(read: (text: string) => T | null): T | null {
    return this.text === null ? null : read(this.text);
  }

  private get digits(): string | null {
    if (this.json instanceof LosslessNumber) return this.json.value;
    return typeof this.json === "number" && Number.isSafeInteger(this.json) ? String(this.json) : null;
  }
}

const isObject = (json: Json | undefined): json is { readonly [key: string]: Json } =>
  typeof json === "object" && json !== null && !Array.isArray(json) && !(json instanceof LosslessNumber);

/** The first of `values` that is there. */
export const firstOf = <T>(...values: readonly (T | null)[]): T | null =>
  values.find((value) => value !== null) ?? null;

/** Free text cut to `limit` characters; halves of surrogate pairs, which UTF-8 can't hold, become U+FFFD. */
export const cut = (text: string, limit: number): string => text.slice(0, limit).toWellFormed();
