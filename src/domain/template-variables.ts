/** The variables that a template may name, and which names in it are none of them. */
import type { CouponValues, MessageValues, OrderValues } from "./template.ts";

/** What stands under a name: a value, an object with names of its own, or a list of such. */
type Shape =
  | { readonly kind: "value" }
  | { readonly kind: "object"; readonly keys: Readonly<Record<string, Shape>> }
  | { readonly kind: "list"; readonly of: Shape };

const VALUE: Shape = { kind: "value" };
const object = (keys: Readonly<Record<string, Shape>>): Shape => ({ kind: "object", keys });
const list = (of: Shape): Shape => ({ kind: "list", of });

const ORDER = object({
  id: VALUE,
  amount: VALUE,
  amount_spoken: VALUE,
  items: list(object({ title: VALUE, quantity: VALUE })),
  goods: VALUE,
  unnamed: VALUE,
  pay_url: VALUE,
} satisfies Record<keyof OrderValues, Shape>);

const ROOT: Readonly<Record<keyof MessageValues, Shape>> = {
  shop: object({ name: VALUE }),
  buyer: object({ name: VALUE, kind: VALUE }),
  orders: list(ORDER),
  order: ORDER,
  pay_url: VALUE,
  count: VALUE,
  unlisted: VALUE,
  total: VALUE,
  total_spoken: VALUE,
  opt_out_url: VALUE,
  coupon: object({ code: VALUE, amount: VALUE, expires_at: VALUE, order: VALUE } satisfies Record<
    keyof CouponValues,
    Shape
  >),
};

const pathsOf = (name: string, shape: Shape): string[] => {
  switch (shape.kind) {
    case "value":
      return [name];
    case "object":
      return Object.entries(shape.keys).flatMap(([key, inner]) => pathsOf(`${name}.${key}`, inner));
    case "list":
      return pathsOf(`${name}[]`, shape.of);
    default:
      return shape satisfies never;
  }
};

/** Every variable there is, as staff write it: `buyer.name`, `orders[].items[].title`. */
export const TEMPLATE_VARIABLES: readonly string[] = Object.entries(ROOT).flatMap(([name, shape]) =>
  pathsOf(name, shape),
);

/** A variable as a template names it: keys, indexes, and inner arrays where the key is itself a variable. */
export type VariableUse = readonly (string | number | readonly unknown[])[];

/** What Liquid brings itself. */
const OWN = new Set(["forloop", "tablerowloop"]);
const LOOP = /\{%-?\s*(?:for|tablerow)\s+([\w-]+)\s+in\s+([\w.[\]-]+)/g;
const ASSIGNED = /\{%-?\s*(?:assign|capture|increment|decrement)\s+([\w-]+)/g;

/**
 * The names among `uses` that messages don't have, as written. A name that the text makes itself (`for`, `assign`)
 * is followed where it stands for a list's entry; where it stands for a text that was put together it passes, and
 * only rendering tells.
 * @param source the template's text, for the names it makes.
 */
export function unknownVariables(uses: readonly VariableUse[], source: string): string[] {
  const loops = [...source.matchAll(LOOP)].map(([, name = "", path = ""]) => ({ name, path: path.split(/[.[\]]+/) }));
  const made = new Set([...source.matchAll(ASSIGNED)].map(([, name = ""]) => name));
  const entriesOf = (name: string, depth: number): Shape[] =>
    depth === 0
      ? []
      : loops
          .filter((loop) => loop.name === name)
          .flatMap(({ path }) =>
            shapesAt(
              path.filter((part) => part !== ""),
              depth - 1,
            ),
          )
          .flatMap((shape) => (shape.kind === "list" ? [shape.of] : []));
  const shapesAt = ([root = "", ...rest]: VariableUse, depth = loops.length): Shape[] => {
    const own = Object.hasOwn(ROOT, String(root)) ? [ROOT[String(root) as keyof MessageValues]] : [];
    return [...own, ...entriesOf(String(root), depth)].flatMap((shape) => walk(shape, rest) ?? []);
  };
  const isKnown = (use: VariableUse): boolean => {
    const [root = ""] = use;
    if (typeof root !== "string") return false;
    return OWN.has(root) || made.has(root) || shapesAt(use, loops.length + 1).length > 0;
  };
  return [...new Set(uses.filter((use) => !isKnown(use)).map(written))];
}

/** What stands at the end of a path; null where it leads nowhere. */
function walk(shape: Shape, path: VariableUse): Shape | null {
  const [key, ...rest] = path;
  if (key === undefined) return shape;
  const next = step(shape, key);
  return next === null ? null : walk(next, rest);
}

function step(shape: Shape, key: VariableUse[number]): Shape | null {
  switch (shape.kind) {
    case "value":
      return key === "size" ? VALUE : null;
    case "object":
      return typeof key === "string" && Object.hasOwn(shape.keys, key) ? (shape.keys[key] ?? null) : null;
    case "list":
      if (key === "size") return VALUE;
      return key === "first" || key === "last" || typeof key !== "string" || /^-?\d+$/.test(key) ? shape.of : null;
    default:
      return shape satisfies never;
  }
}

/** As staff would find it in their text. */
const written = (use: VariableUse): string =>
  use
    .map((part, at) => {
      if (typeof part === "number") return `[${part}]`;
      if (typeof part !== "string") return "[…]";
      return at === 0 ? part : `.${part}`;
    })
    .join("");
