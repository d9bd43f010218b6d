/** How the day goes, as it goes. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { z } from "zod";
import type * as shapes from "../../http/openapi/today.ts";
import type { Locale } from "../locale.ts";
import { addressOf, read } from "./request.ts";

export type Today = z.output<typeof shapes.today>;
export type Trouble = Today["troubles"][number];

/** Milliseconds until a lost connection is tried again: the first time, and at most. */
const RETRY = { first: 1_000, most: 30_000 };

/** The day of a shop, kept up to date while the page is seen. `isLive` is false while the connection is lost. */
export function useToday(shop: string, locale: Locale) {
  const client = useQueryClient();
  const [isLive, setLive] = useState(true);
  const query = useQuery({
    queryKey: ["today", shop, locale],
    queryFn: ({ signal }) => read<Today>("/api/v1/today", { shop, locale }, signal),
  });

  useEffect(() => {
    const key = ["today", shop, locale];
    return listenWhileSeen(addressOf("/api/v1/live", { shop, locale }), {
      hear: (data) => {
        setLive(true);
        client.setQueryData<Today>(key, JSON.parse(data));
      },
      lose: () => {
        setLive(false);
        // Also tells whether the session has ended.
        void client.invalidateQueries({ queryKey: key });
      },
    });
  }, [client, shop, locale]);

  return { ...query, isLive };
}

interface Listener {
  hear(data: string): void;
  lose(): void;
}

/** A browser has six connections to a service: a page that nobody sees keeps none. @returns what ends it. */
function listenWhileSeen(address: string, { hear, lose }: Listener): () => void {
  let source: EventSource | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let wait = RETRY.first;
  const close = () => {
    clearTimeout(retry);
    source?.close();
    source = null;
  };
  const open = () => {
    close();
    if (document.hidden) return;
    source = new EventSource(address);
    source.addEventListener("today", ({ data }) => {
      wait = RETRY.first;
      hear(data);
    });
    source.addEventListener("error", () => {
      close();
      lose();
      retry = setTimeout(open, wait);
      wait = Math.min(wait * 2, RETRY.most);
    });
  };
  document.addEventListener("visibilitychange", open);
  open();
  return () => {
    document.removeEventListener("visibilitychange", open);
    close();
  };
}
