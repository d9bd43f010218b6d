import { useNavigate, useSearch } from "@tanstack/react-router";
import { type OrdersSearch, withoutGaps } from "./search.ts";

/** Undefined takes a filter away. */
type Change = { readonly [Name in keyof OrdersSearch]?: OrdersSearch[Name] | undefined };

/** What is looked for, and how to look for something else: both in the address. */
export function useOrdersSearch(): {
  readonly search: OrdersSearch;
  /** Narrows or widens by what is named. */
  change(by: Change): void;
  /** Looks for this and nothing else. */
  replace(search: OrdersSearch): void;
} {
  const navigate = useNavigate({ from: "/orders" });
  const { shop: _, ...search } = useSearch({ from: "/shell/orders" });
  const replace = (next: OrdersSearch) => void navigate({ to: "/orders", search: next });
  return { search, replace, change: (by) => replace(withoutGaps({ ...search, ...by })) };
}
