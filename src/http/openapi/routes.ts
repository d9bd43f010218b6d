/**
 * Every address of the service, as the document at `/api/openapi.json` tells it.
 *
 * To add a route: register it with Hono as ever, and describe it in the file of its subject here (a new subject gets a
 * file and a line in `ROUTES`): path, parameters, body, and for each success a zod schema of the whole answer. Give the
 * schema of a body from where it is parsed, so that there is one; name in `NAMED` what several answers share. 401, 403, 500,
 * 503, the problems of bodies, 304 and `If-Match` come by themselves (`refusalsOf`, `hasTag`, `isGuarded`). Tests keep
 * both true: one compares what is registered with what is described (tests/integration/openapi.test.ts); and every
 * answer that any test gets through tests/support/http-service.ts must be a described status, with no field missing
 * and none too many.
 */
import type { z } from "zod";
import { ALIYUN_CALLBACKS } from "./aliyun.ts";
import { AUDIT } from "./audit.ts";
import { CALL_DESK, callTask } from "./call-desk.ts";
import { COMPLAINTS, complaint } from "./complaints.ts";
import type { DescribedRoute } from "./describe.ts";
import { EXPERIMENTS, experiment } from "./experiments.ts";
import { order } from "./order-shape.ts";
import { ORDERS } from "./orders.ts";
import { PLATFORM_WEBHOOKS, quarantined } from "./platforms.ts";
import { POLICY } from "./policy.ts";
import { LINKS, PAGE, PROBES, THIS_DOCUMENT } from "./probes.ts";
import { SCREENS } from "./screens.ts";
import { SENDING } from "./sending.ts";
import { money, policy, problem, time } from "./shapes.ts";
import { SHOPS, shop } from "./shops.ts";
import { SIGNING_IN } from "./signing-in.ts";
import { SIMULATIONS } from "./simulations.ts";
import { STAFF, staffMember } from "./staff.ts";
import { lift, STATS } from "./stats.ts";
import { STORIES } from "./story.ts";
import { SUPPRESSIONS, suppression } from "./suppressions.ts";
import { TEMPLATES } from "./templates.ts";
import { TODAY } from "./today.ts";
import { TWILIO_CALLBACKS } from "./twilio.ts";
import { CALLBACKS, WEBHOOKS } from "./webhooks.ts";

export const ROUTES: readonly DescribedRoute[] = [
  ...TODAY,
  ...SCREENS,
  ...ORDERS,
  ...STORIES,
  ...POLICY,
  ...SIMULATIONS,
  ...TEMPLATES,
  ...EXPERIMENTS,
  ...CALL_DESK,
  ...SUPPRESSIONS,
  ...COMPLAINTS,
  ...SENDING,
  ...STATS,
  ...SHOPS,
  ...AUDIT,
  ...STAFF,
  ...SIGNING_IN,
  ...WEBHOOKS,
  ...PLATFORM_WEBHOOKS,
  ...CALLBACKS,
  ...TWILIO_CALLBACKS,
  ...ALIYUN_CALLBACKS,
  ...LINKS,
  ...PROBES,
  ...THIS_DOCUMENT,
  ...PAGE,
];

/** Named in the document's `components`; every other shape stands where it is used. */
export const NAMED: Readonly<Record<string, z.ZodType>> = {
  Problem: problem,
  Order: order,
  Experiment: experiment,
  CallTask: callTask,
  Suppression: suppression,
  Shop: shop,
  StaffMember: staffMember,
  Complaint: complaint,
  Quarantined: quarantined,
  Policy: policy,
  Lift: lift,
  Time: time,
  Money: money,
};
