/** What of a shop's sending is switched off, and switching it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import type * as shapes from "../../http/openapi/sending.ts";
import { change, readTagged } from "./request.ts";

export type Sending = z.output<typeof shapes.sending>;
export type Channel = NonNullable<Sending["pauses"][number]["channel"]>;

const ADDRESS = "/api/v1/sending";
const sendingKey = (shop: string) => ["sending", shop];

export const useSending = (shop: string) =>
  useQuery({
    queryKey: sendingKey(shop),
    queryFn: ({ signal }) => readTagged<Sending>(ADDRESS, { shop }, signal),
  });

/** `channel`: null for all of them. */
export function useSwitchSending(shop: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ paused, channel, ifMatch }: { paused: boolean; channel: Channel | null; ifMatch: string | null }) =>
      change<Sending>(ADDRESS, { method: "PUT", body: { paused, channel }, ifMatch, query: { shop } }),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: sendingKey(shop) }),
        client.invalidateQueries({ queryKey: ["today", shop] }),
      ]),
  });
}
