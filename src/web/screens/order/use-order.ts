import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { type OrderPlace, readOrder, readStory } from "../../api/orders.ts";
import { useLocale } from "../../locale.ts";
import { useShop } from "../../shell/shop.ts";

/** How often what is open is read again, in milliseconds; not while the page is hidden. */
const EVERY = 5_000;

export function useOrderPlace(): OrderPlace {
  const { id } = useParams({ from: "/shell/orders/$id" });
  return { shop: useShop().slug, id };
}

/** Whatever is kept of one order begins with this key. */
const keyOf = ({ shop, id }: OrderPlace) => ["order", shop, id] as const;

export function useOrder() {
  const place = useOrderPlace();
  const [locale] = useLocale();
  return useQuery({
    queryKey: [...keyOf(place), "facts", locale],
    queryFn: () => readOrder(place, locale),
    refetchInterval: EVERY,
  });
}

export function useStory() {
  const place = useOrderPlace();
  const [locale] = useLocale();
  return useQuery({
    queryKey: [...keyOf(place), "story", locale],
    queryFn: () => readStory(place, locale),
    refetchInterval: EVERY,
  });
}

/** After a change: reads the order and its story again, and the lists it stands in. */
export function useReread(): () => Promise<void> {
  const client = useQueryClient();
  const place = useOrderPlace();
  return async () => {
    await client.invalidateQueries({ queryKey: keyOf(place) });
    await client.invalidateQueries({ queryKey: ["orders", place.shop], refetchType: "none" });
  };
}
