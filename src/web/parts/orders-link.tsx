import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { OrdersSearch } from "../screens/orders/search.ts";

interface OrdersLinkProps {
  readonly search: OrdersSearch;
  /** Where the text alone doesn't say what is listed. */
  readonly label?: string;
  readonly children: ReactNode;
}

/** Leads from a figure to the list of the orders that it counts. */
export const OrdersLink = ({ search, label, children }: OrdersLinkProps) => (
  <Link to="/orders" search={search} className="behind" {...(label === undefined ? {} : { "aria-label": label })}>
    {children}
  </Link>
);
