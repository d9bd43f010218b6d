/** How the service is set up, as far as it is no secret. */
import { read } from "./request.ts";

export interface Settings {
  readonly public_url: string | null;
  readonly queue: "postgresql" | "redis";
  readonly roles: readonly string[];
  readonly versions: { readonly cuifu: string; readonly node: string; readonly postgresql: string };
  readonly channels: readonly {
    readonly channel: "call" | "im" | "sms" | "email";
    /** In the order in which they are asked; none: the channel is off. */
    readonly providers: readonly { readonly provider: string; readonly caller: string | null }[];
  }[];
}

export const readSettings = (shop: string | null): Promise<Settings> => read("/api/v1/settings", { shop });
