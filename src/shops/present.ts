/** `T` without the keys that hold undefined: a field that was not spoken of is absent. */
export type Present<T> = { readonly [K in keyof T]: Exclude<T[K], undefined> };

/** Drops the keys that hold undefined. */
export const present = <T extends object>(fields: T): Partial<Present<T>> => {
  const kept: Partial<Present<T>> = {};
  for (const key in fields) if (fields[key] !== undefined) kept[key] = fields[key] as Exclude<T[typeof key], undefined>;
  return kept;
};
