import { z } from "zod";
import { ROLES } from "../../domain/role.ts";
import { credentials, passwordChange } from "../auth-api.ts";
import { firstAdmin, passwordByLink } from "../setup-api.ts";
import type { DescribedRoute } from "./describe.ts";
import { time } from "./shapes.ts";
import { shop } from "./shops.ts";

export const member = z.object({ id: z.uuid(), username: z.string(), name: z.string(), role: z.enum(ROLES) });

const example = { id: "5a5f6c1e-6f0e-4a53-9d0e-0c1f0d1c2b3a", username: "fang", name: "王芳", role: "editor" as const };

/** What every answer that signs somebody in or on says. */
const signedIn = {
  description: "Signed in",
  schema: z.object({ staff: member }),
  example: { staff: example },
  headers: {
    "set-cookie": "The session, for 12 hours: HttpOnly, SameSite=Lax, Secure where the service is reached by https",
  },
};

export const SIGNING_IN: readonly DescribedRoute[] = [
  {
    method: "post",
    path: "/api/auth/sign-in/username",
    tag: "Staff",
    summary: "Signs somebody in",
    description:
      "401 says nothing of whether there is anybody of that name. 429 after 10 tries at a name, or 30 from an address, " +
      "within 15 minutes.",
    body: { schema: credentials, example: { username: "fang", password: "correct horse battery" } },
    answers: { 200: signedIn },
    refusals: [401, 403, 429],
  },
  {
    method: "post",
    path: "/api/auth/sign-out",
    tag: "Staff",
    summary: "Ends the session",
    answers: { 200: { description: "Nobody is signed in now", schema: z.object({ success: z.literal(true) }) } },
    refusals: [403],
  },
  {
    method: "get",
    path: "/api/auth/get-session",
    tag: "Staff",
    summary: "Who is signed in, if anybody",
    answers: {
      200: { description: "null: nobody", schema: z.object({ staff: member, expires_at: time }).nullable() },
    },
  },
  {
    method: "post",
    path: "/api/auth/change-password",
    tag: "Staff",
    summary: "Chooses another password; every other session ends",
    body: {
      schema: passwordChange,
      example: {
        currentPassword: "correct horse battery",
        newPassword: "staple battery horse",
        revokeOtherSessions: true,
      },
    },
    answers: { 200: signedIn },
    refusals: [429],
  },
  {
    method: "get",
    path: "/api/v1/me",
    tag: "Staff",
    summary: "Who is signed in, for which shops, and what they may do",
    answers: {
      200: {
        description: "You",
        schema: z.object({
          staff: member,
          shops: z.array(shop),
          may: z.array(z.string()).describe("`METHOD path` of every route that the role allows"),
        }),
      },
    },
    hasTag: true,
  },
  {
    method: "get",
    path: "/api/v1/setup",
    tag: "Staff",
    summary: "Whether there is nobody yet who could let others in",
    answers: {
      200: { description: "Then the service printed a link at its start", schema: z.object({ needed: z.boolean() }) },
    },
    hasTag: true,
  },
  {
    method: "post",
    path: "/api/v1/setup",
    tag: "Staff",
    summary: "Makes the first admin, by the link that the service printed, and signs them in",
    body: {
      schema: firstAdmin,
      example: { token: "pZ0v…", username: "fang", name: "王芳", password: "correct horse battery" },
    },
    answers: { 201: signedIn },
    refusals: [401, 403],
  },
  {
    method: "post",
    path: "/api/v1/reset",
    tag: "Staff",
    summary: "Chooses a password, by a link that works once; every session ends",
    body: { schema: passwordByLink, example: { token: "pZ0v…", password: "correct horse battery" } },
    answers: {
      200: { description: "Sign in with it", schema: z.object({ staff: member }), example: { staff: example } },
    },
    refusals: [403],
  },
];
