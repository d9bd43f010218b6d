import { z } from "zod";
import { newStaff, staffChange } from "../staff-api.ts";
import type { DescribedRoute } from "./describe.ts";
import { listOf, paging, time } from "./shapes.ts";
import { member } from "./signing-in.ts";

export const staffMember = member.extend({
  every_shop: z.boolean().describe("Every shop, those to come among them: `shops` is empty"),
  shops: z.array(z.string()).describe("Slugs"),
  disabled: z.boolean(),
  created_at: time,
});

const example = {
  id: "5a5f6c1e-6f0e-4a53-9d0e-0c1f0d1c2b3a",
  username: "fang",
  name: "王芳",
  role: "editor" as const,
  every_shop: false,
  shops: ["cloud-knit"],
  disabled: false,
  created_at: "2026-11-21T06:40:00.000Z",
};

const link = z.string().describe("By which they choose a password: once, within a day");
const LINK = "https://remind.example/reset?token=pZ0v…";
const params = { id: "Of a member of staff" };
const answer = { description: "Somebody", schema: staffMember, example };

export const STAFF: readonly DescribedRoute[] = [
  {
    method: "get",
    path: "/api/v1/staff",
    tag: "Staff",
    summary: "Who works here, by name",
    description: "Admins of some shops see those who work for no others.",
    query: z.object(paging),
    answers: { 200: { description: "A page", schema: listOf(staffMember), example: { data: [example], next: null } } },
    refusals: [422],
    hasTag: true,
  },
  {
    method: "post",
    path: "/api/v1/staff",
    tag: "Staff",
    summary: "Lets somebody in",
    description:
      "Without a password the answer has a link by which they choose one. `shops: []` stands for every shop, for admins alone.",
    body: { schema: newStaff, example: { username: "fang", name: "王芳", role: "editor", shops: ["cloud-knit"] } },
    answers: {
      201: {
        description: "They may sign in",
        schema: staffMember.extend({ link: link.nullable() }),
        example: { ...example, link: LINK },
      },
    },
  },
  {
    method: "get",
    path: "/api/v1/staff/:id",
    tag: "Staff",
    summary: "One of them",
    params,
    answers: { 200: answer },
    refusals: [404],
    hasTag: true,
  },
  {
    method: "patch",
    path: "/api/v1/staff/:id",
    tag: "Staff",
    summary: "Changes what somebody may do",
    description: "Whoever is disabled is signed out everywhere at once. The last admin of every shop stays one.",
    params,
    body: { schema: staffChange, example: { role: "agent", shops: ["cloud-knit"] } },
    answers: { 200: answer },
    refusals: [404],
    isGuarded: true,
  },
  {
    method: "post",
    path: "/api/v1/staff/:id/reset",
    tag: "Staff",
    summary: "Gives out a link to choose a new password; the link before it is void",
    params,
    answers: { 200: { description: "The link, this once", schema: z.object({ link }), example: { link: LINK } } },
    refusals: [404],
  },
];
