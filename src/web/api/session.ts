/** Who is signed in, for which shops, and what they may do. */
import { useQuery } from "@tanstack/react-query";
import { change, read } from "./request.ts";

export interface ShopOfMine {
  readonly slug: string;
  readonly name: string;
  /** IANA. */
  readonly timezone: string;
  readonly country: string;
  readonly currency: string;
  readonly locale: string;
}

export type StaffRole = "admin" | "editor" | "agent" | "analyst";

export interface Me {
  readonly staff: { readonly id: string; readonly username: string; readonly name: string; readonly role: StaffRole };
  readonly shops: readonly ShopOfMine[];
  /** `METHOD path` of every route that the role allows, as registered: `POST /api/v1/orders/:id/stop`. */
  readonly may: readonly string[];
}

export const ME = ["me"] as const;

export const readMe = (): Promise<Me> => read<Me>("/api/v1/me");

/** Of whoever is signed in: the shell is shown to nobody else. */
export function useMe(): Me {
  const { data } = useQuery({ queryKey: ME, queryFn: readMe, staleTime: 60_000 });
  if (data === undefined) throw new Error("nobody is signed in");
  return data;
}

/** Whether the one who is signed in may call a route: what may not be done is not offered. */
export function useMay(): (route: string) => boolean {
  const { may } = useMe();
  return (route) => may.includes(route);
}

export const signIn = (username: string, password: string): Promise<void> =>
  change("/api/auth/sign-in/username", { method: "POST", body: { username, password } });

export const signOut = (): Promise<void> => change("/api/auth/sign-out", { method: "POST", body: {} });

export const changePassword = (currentPassword: string, newPassword: string): Promise<void> =>
  change("/api/auth/change-password", {
    method: "POST",
    body: { currentPassword, newPassword, revokeOtherSessions: true },
  });

/** Whether there is nobody yet who could sign in. */
export const readSetup = (): Promise<{ needed: boolean }> => read("/api/v1/setup");

export const makeFirstAdmin = (admin: {
  token: string;
  username: string;
  name: string;
  password: string;
}): Promise<void> => change("/api/v1/setup", { method: "POST", body: admin });

export const setPassword = (token: string, password: string): Promise<void> =>
  change("/api/v1/reset", { method: "POST", body: { token, password } });
