/** Past orders played under a draft of the policy, beside the published one. */
import type { z } from "zod";
import type { reminders, simulation, summary } from "../../http/openapi/simulations.ts";
import type { Policy } from "./policy.ts";
import { change, read } from "./request.ts";

export type Simulation = z.output<typeof simulation>;
export type Summary = z.output<typeof summary>;
export type PlayedReminders = z.output<typeof reminders>;

export const startSimulation = (shop: string, policy: Policy, days: number): Promise<Simulation> =>
  change("/api/v1/simulations", { method: "POST", body: { policy, days }, query: { shop } });

export const readSimulation = (shop: string, id: string): Promise<Simulation> =>
  read(`/api/v1/simulations/${id}`, { shop });

export const stopSimulation = (shop: string, id: string): Promise<void> =>
  change(`/api/v1/simulations/${id}`, { method: "DELETE", query: { shop } });
