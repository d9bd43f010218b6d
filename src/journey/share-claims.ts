import type { Channel } from "../domain/channel.ts";
import type { SendJob } from "../domain/send-job.ts";
import { isDatabaseAway } from "../store/database-error.ts";
import { type ClaimResult, claimContacts } from "./claim-contacts.ts";
import type { JourneyContext } from "./context.ts";
import { type GroupCommit, groupCommit } from "./group-commit.ts";
import { type CapWatch, createCapWatch } from "./guard-shop-caps.ts";
import { raiseAlert } from "./raise-alert.ts";

/** A job's wish to claim some of its reminders. */
export interface ClaimWish extends Pick<SendJob, "shops" | "reminders"> {
  readonly sender: Channel;
}

/** Lets the jobs of one process that claim at the same time share a transaction; each contact has its own permit. */
export type Claimer = GroupCommit<ClaimWish, ClaimResult>;

export function createClaimer(ctx: JourneyContext): Claimer {
  const caps = createCapWatch(ctx);
  return groupCommit((wishes) => claimTogether({ ctx, caps }, wishes), { batch: 4, concurrency: 2 });
}

interface Tools {
  readonly ctx: JourneyContext;
  readonly caps: CapWatch;
}

async function claimTogether(tools: Tools, wishes: readonly ClaimWish[]): Promise<PromiseSettledResult<ClaimResult>[]> {
  const answers: PromiseSettledResult<ClaimResult>[] = [];
  for (const [sender, own] of Map.groupBy(wishes, (wish) => wish.sender)) {
    const shared = await claimApart(tools, sender, {
      shops: [...new Set(own.flatMap(({ shops }) => shops))],
      reminders: own.flatMap(({ reminders }) => reminders),
    });
    const parts = shared.status === "rejected" ? own.map(() => shared) : shareOut(shared.value, own);
    own.forEach((wish, at) => {
      const part = parts[at];
      if (part) answers[wishes.indexOf(wish)] = part;
    });
  }
  return answers;
}

/**
 * Hands each claim to one wish that named a reminder of it, and to no other: whoever gets it sends it, and a job that
 * was enqueued twice may be asking twice at the same moment.
 */
function shareOut(
  { claims, busy, issued }: ClaimResult,
  wishes: readonly ClaimWish[],
): PromiseFulfilledResult<ClaimResult>[] {
  const free = new Set(claims);
  return wishes.map((wish) => {
    const own = new Set(wish.reminders);
    const mine = [...free].filter(({ reminders }) => reminders.some((id) => own.has(id)));
    for (const claim of mine) free.delete(claim);
    return { status: "fulfilled", value: { claims: mine, busy: busy.filter((id) => own.has(id)), issued } };
  });
}

/** Claims together; where that fails for another cause than the database being away, a poison row is left alone. */
async function claimApart(
  tools: Tools,
  sender: Channel,
  part: Pick<SendJob, "shops" | "reminders">,
): Promise<PromiseSettledResult<ClaimResult>> {
  const { ctx, caps } = tools;
  try {
    return { status: "fulfilled", value: await claimContacts(ctx, caps, sender, part) };
  } catch (reason) {
    if (isDatabaseAway(reason)) return { status: "rejected", reason };
    const half = Math.ceil(part.reminders.length / 2);
    if (part.reminders.length > 1) {
      const first = await claimApart(tools, sender, { ...part, reminders: part.reminders.slice(0, half) });
      return join(first, await claimApart(tools, sender, { ...part, reminders: part.reminders.slice(half) }));
    }
    ctx.log.error(
      { err: reason, reminder: part.reminders[0] },
      "a reminder can't be claimed; it expires if this stays so",
    );
    const [reminder = null] = part.reminders;
    await raiseAlert(ctx, {
      kind: "reminder.failed",
      shopId: null,
      detail: { reminder, channel: sender.name },
      subject: String(reminder),
    });
    return { status: "fulfilled", value: { claims: [], busy: [], issued: now(ctx) } };
  }
}

/** Two halves as one; the permit's 10 s count from the earlier, and a claim that was committed is never left unsent. */
function join(
  a: PromiseSettledResult<ClaimResult>,
  b: PromiseSettledResult<ClaimResult>,
): PromiseSettledResult<ClaimResult> {
  if (a.status === "rejected") return b.status === "rejected" || b.value.claims.length === 0 ? a : b;
  if (b.status === "rejected") return a.value.claims.length === 0 ? b : a;
  const earlier = a.value.claims.length > 0 ? a.value.issued : b.value.issued;
  return {
    status: "fulfilled",
    value: {
      claims: [...a.value.claims, ...b.value.claims],
      busy: [...a.value.busy, ...b.value.busy],
      issued: earlier,
    },
  };
}

const now = (ctx: JourneyContext): ClaimResult["issued"] => ({
  monotonic: ctx.realTime.monotonic(),
  wall: ctx.realTime.wall(),
});
