import { useNavigate, useSearch } from "@tanstack/react-router";
import { createContext, useContext } from "react";
import { type ShopOfMine, useMe } from "../api/session.ts";

const KEPT = "cuifu.shop";

const ShopContext = createContext<ShopOfMine | null>(null);
export const ShopProvider = ShopContext.Provider;

/** The shop that is looked at: the address names it, else the last one looked at, else the first. Null where there is none. */
export function useChosenShop(): ShopOfMine | null {
  const { shops } = useMe();
  const { shop } = useSearch({ from: "/shell" });
  const wanted = shop ?? localStorage.getItem(KEPT);
  return shops.find(({ slug }) => slug === wanted) ?? shops[0] ?? null;
}

export function useChooseShop(): (slug: string) => void {
  const navigate = useNavigate();
  return (slug) => {
    localStorage.setItem(KEPT, slug);
    void navigate({ to: ".", search: { shop: slug } });
  };
}

/** For screens about one shop: the shell shows none of them where there is no shop. */
export function useShop(): ShopOfMine {
  const shop = useContext(ShopContext);
  if (shop === null) throw new Error("this screen needs a shop");
  return shop;
}
