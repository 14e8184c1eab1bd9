import "server-only";
import type { Tx } from "@/lib/data/client";
import { writeEvent } from "@/lib/data/outbox";
import { decide } from "@/lib/domain/access/decide";
import { dutyRefusal } from "@/lib/domain/change/can";
import { nextWaitMove, RETRY_MS, type WaitMove } from "@/lib/domain/change/schedule";
import { Problem } from "@/lib/domain/shared/problem";
import { startVerdict } from "@/lib/domain/train/start";
import type { Actor, Context } from "../context";
import { personNow } from "../session/person-now";
import { loadApprovals, unapproved } from "./approvals";
import { loadChangeFacts } from "./facts";
import { giveBack } from "./give-back";
import { openingFor } from "./schedule-facts";
import { startChange } from "./start";
import { changeMoved } from "./target";

/** Whoever wakes scheduled changes, in the timeline and in the audit. */
export const SCHEDULE_ACTOR: Actor = { kind: "system", id: "schedule", name: "Holdfast" };

export type Woken = "started" | "waits" | "returned" | "elsewhere";

const waitInclude = {
  scheduledBy: { select: { name: true } },
  change: { include: { environment: { select: { name: true, timeZone: true } } } },
} as const;
type WaitRow = NonNullable<Awaited<ReturnType<typeof loadWait>>>;
const loadWait = (tx: Tx, id: string) => tx.changeWait.findUnique({ where: { id }, include: waitInclude });

/**
 * Wakes one scheduled change whose time has come. It starts by the same command a person uses, as the person who
 * scheduled it, with the rights they have now; what only time mends makes it wait on; anything else, and the end of the
 * wait, gives it back to a person. `ctx` is Holdfast's own. Several workers may call it: one of them acts.
 */
export async function wakeChange(ctx: Context, waitId: string): Promise<Woken> {
  const afterCommit: (() => Promise<void>)[] = [];
  const looked = await ctx.db.transaction(async (tx) => {
    const locked = await tx.$queryRaw<unknown[]>`
      SELECT id FROM change_wait WHERE id = ${waitId}::uuid AND wake_at <= ${ctx.now} FOR UPDATE SKIP LOCKED`;
    const wait = locked.length === 0 ? null : await loadWait(tx, waitId);
    if (wait === null || wait.change.state !== "scheduled") return null;
    const person = await personNow(tx, wait.scheduledById, { now: ctx.now, mark: "as scheduled" });
    const move = await nextMove(tx, ctx, wait, person);
    if (move.kind === "return") {
      const acting = { tx, ctx, afterCommit: (work: () => Promise<void>) => void afterCommit.push(work) };
      await giveBack(acting, wait, move.reason);
    } else await waitOn(tx, ctx, wait, move);
    return { move, person, wait };
  });
  for (const work of afterCommit) await work();
  if (looked === null) return "elsewhere";
  if (looked.move.kind === "return") return "returned";
  return looked.move.kind === "start" && looked.person !== null
    ? start({ ...ctx, actor: looked.person }, looked.wait)
    : "waits";
}

async function nextMove(
  tx: Tx,
  ctx: Context,
  wait: WaitRow,
  person: Awaited<ReturnType<typeof personNow>>,
): Promise<WaitMove> {
  const { change, expiresAt } = wait;
  const { timeZone: zone } = change.environment;
  const { now } = ctx;
  const facts = await loadChangeFacts(tx, change, { moment: "start", now });
  const approvals = (await loadApprovals(tx, [change], now))(change);
  return nextWaitMove({
    ...{ now, expiresAt, zone },
    right: rightRefusal(wait, person) ?? unapproved(approvals, zone),
    verdict: startVerdict(facts.gates),
    opening: openingFor(facts, now, now)?.from ?? null,
  });
}

/** Why whoever scheduled it may not start it now; null while they may. */
function rightRefusal(
  { change, scheduledBy }: WaitRow,
  person: Awaited<ReturnType<typeof personNow>>,
): string | null {
  if (person === null) return `${scheduledBy.name}, who scheduled it, does not sign in any more.`;
  const { tenantId, environmentId } = change;
  const decision = decide(person.grants, "change.start", { level: "environment", tenantId, environmentId });
  if (!decision.allow) return `${scheduledBy.name}, who scheduled it, may not start it any more.`;
  return dutyRefusal("start", person.id, change.authorIds) === null
    ? null
    : `${scheduledBy.name}, who scheduled it, has written its content meanwhile: someone else has to start it.`;
}

/** Before the start as well: should this worker die now, another one tries again soon. */
async function waitOn(
  tx: Tx,
  ctx: Context,
  wait: WaitRow,
  move: Exclude<WaitMove, { kind: "return" }>,
): Promise<void> {
  const soon = new Date(Math.min(ctx.now.getTime() + RETRY_MS, wait.expiresAt.getTime()));
  const waiting = move.kind === "wait" ? { wakeAt: move.until, lastRefusal: move.reason } : { wakeAt: soon };
  await tx.changeWait.update({
    where: { id: wait.id },
    data: { ...waiting, attempts: { increment: 1 } },
    select: { id: true },
  });
  if (move.kind === "start" || move.until.getTime() - ctx.now.getTime() <= RETRY_MS) return;
  await tx.change.update({
    where: { id: wait.changeId },
    data: { plannedStart: move.until },
    select: { id: true },
  });
  await writeEvent(tx, changeMoved(wait.change, "change.moved"));
}

async function start(ctx: Context, { change }: WaitRow): Promise<Woken> {
  try {
    await startChange(ctx, { changeId: change.id, version: change.version });
    return "started";
  } catch (error) {
    // The gates moved between the look and the start, or somebody else was quicker: the next look says which.
    if (error instanceof Problem) return "waits";
    throw error;
  }
}

/** Has one that could not be woken tried again a little later, so that it does not keep those behind it waiting. */
export async function deferWait(db: Tx, waitId: string, now: Date): Promise<void> {
  const wakeAt = new Date(now.getTime() + RETRY_MS);
  await db.changeWait.updateMany({ where: { id: waitId, wakeAt: { lte: now } }, data: { wakeAt } });
}

/** Scheduled changes whose time has come by the database's clock, longest due first, and that clock. */
export async function dueWaits(db: Tx): Promise<readonly { id: string; now: Date }[]> {
  return db.$queryRaw<{ id: string; now: Date }[]>`
    SELECT id, now() AS now FROM change_wait WHERE wake_at <= now() ORDER BY wake_at, id LIMIT 50`;
}
