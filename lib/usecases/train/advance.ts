import "server-only";
import type { LiveEvent } from "@/lib/contracts/events/live";
import { appendAudit } from "@/lib/data/audit";
import type { Tx } from "@/lib/data/client";
import { publishNow, writeEvent } from "@/lib/data/outbox";
import { nextTrainMove, type TrainMove } from "@/lib/domain/train/advance";
import type { TrainFacts } from "@/lib/domain/train/facts";
import { trainNumber } from "@/lib/domain/train/number";
import { startRow } from "../change/start";
import type { Acting } from "../change/target";
import { auditOf } from "../command";
import type { Context } from "../context";
import { auditCars, waitingCars } from "./cars";
import { loadTrainFacts } from "./facts";
import { type TrainRow, trainInclude } from "./rows";
import { moveTrainRow, trainMoved } from "./target";
import { tellHalted } from "./tell";

/** Cars started in one transaction; the next ones follow in the next. */
const AT_ONCE = 10;

export type Advanced = "acted" | "waits" | "elsewhere";
type Loaded = Awaited<ReturnType<typeof loadTrainFacts>>;

/**
 * Makes the next move of a running train, in one transaction under the train's lock: of several workers one acts, and
 * one that dies in between leaves nothing half done. `ctx` is Holdfast's own.
 */
export async function advanceTrain(ctx: Context, trainId: string): Promise<Advanced> {
  const events: LiveEvent[] = [];
  const later: (() => Promise<void>)[] = [];
  const advanced = await ctx.db.transaction(async (tx) => {
    const locked = await tx.$queryRaw<unknown[]>`
      SELECT id FROM train WHERE id = ${trainId}::uuid AND state = 'running' FOR UPDATE SKIP LOCKED`;
    if (locked.length === 0) return "elsewhere";
    const row = await tx.train.findUniqueOrThrow({ where: { id: trainId }, include: trainInclude });
    const loaded = await loadTrainFacts(tx, row, ctx.now);
    const acting: Acting = {
      tx,
      ctx,
      announce: async (event) => void events.push(await writeEvent(tx, event)),
      afterCommit: (work) => void later.push(work),
    };
    await tellWaits(acting, row, loaded.facts);
    return act(acting, row, loaded, nextTrainMove(loaded.facts));
  });
  await Promise.allSettled([publishNow(ctx.db, ctx.ports.channel, events), ...later.map((work) => work())]);
  return advanced;
}

async function act(acting: Acting, row: TrainRow, loaded: Loaded, move: TrainMove): Promise<Advanced> {
  const { tx, ctx } = acting;
  switch (move.kind) {
    case "wait":
      await say(acting, row, move.sentence);
      return "waits";
    case "start":
      await startCars(acting, row, loaded, move.carIds.slice(0, AT_ONCE));
      await say(acting, row, move.sentence);
      return "acted";
    case "halt":
      await end(acting, row, "halt", move.sentence);
      return "acted";
    case "finish":
      await end(acting, row, "succeed", move.sentence);
      return "acted";
    case "arrive":
      await markRing(acting, row, move.position, "arrived");
      return "acted";
    case "leave":
      await tx.trainRing.updateMany({
        where: { trainId: row.id, position: move.position },
        data: { finishedAt: ctx.now },
      });
      await tell(acting, row, "ring_done", `${nameOf(row, move.position)} has baked and is done.`);
      return "acted";
  }
}

async function startCars(
  acting: Acting,
  row: TrainRow,
  { changeFacts }: Loaded,
  carIds: readonly string[],
): Promise<void> {
  const { tx, ctx } = acting;
  const acts: Parameters<typeof auditCars>[3][number][] = [];
  for (const car of waitingCars(row).filter(({ id }) => carIds.includes(id))) {
    const facts = changeFacts.get(car.change);
    if (facts === undefined) continue;
    const operationId = await startRow(acting, car.change, facts, row.startedById);
    const told = { operationId, contentHash: car.change.contentHash };
    acts.push({ action: "change.start", change: car.change, facts: told });
    const ring = row.rings.find(({ id }) => id === car.ringId);
    if (ring?.startedAt === null) await markRing(acting, row, ring.position, "started");
  }
  await auditCars(tx, ctx, row, acts);
}

async function markRing(
  acting: Acting,
  row: TrainRow,
  position: number,
  what: "started" | "arrived",
): Promise<void> {
  const { tx, ctx } = acting;
  const ring = row.rings.find((one) => one.position === position);
  const column = what === "started" ? "startedAt" : "arrivedAt";
  const { count } = await tx.trainRing.updateMany({
    where: { trainId: row.id, position, [column]: null },
    data: { [column]: ctx.now },
  });
  if (count === 0) return;
  const bake =
    ring === undefined || ring.bakeSeconds === 0 ? "" : ` It bakes for ${minutes(ring.bakeSeconds)}.`;
  const text = what === "started" ? "begins." : `has arrived.${bake}`;
  await tell(acting, row, `ring_${what}`, `${nameOf(row, position)} ${text}`);
}

const minutes = (seconds: number): string => (seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`);

const nameOf = (row: TrainRow, position: number): string =>
  row.rings[position]?.name ?? `Ring ${position + 1}`;

/** A line of the timeline that moves no state. */
async function tell(
  { tx, ctx, announce }: Acting,
  row: TrainRow,
  event: string,
  note: string,
): Promise<void> {
  await tx.trainMove.create({
    data: {
      trainId: row.id,
      event,
      fromState: row.state,
      toState: row.state,
      actorName: ctx.actor.name,
      note,
      at: ctx.now,
    },
  });
  await announce(trainMoved(row.id));
}

async function end(
  acting: Acting,
  row: TrainRow,
  event: "halt" | "succeed",
  sentence: string,
): Promise<void> {
  const { tx, ctx, announce, afterCommit } = acting;
  const data = event === "succeed" ? { sentence, finishedAt: ctx.now } : { sentence };
  await moveTrainRow({ tx, ctx, row, event, note: sentence, data });
  if (event === "halt") {
    const events = await tellHalted(tx, { train: row, sentence, byId: null, now: ctx.now });
    afterCommit(() => publishNow(ctx.db, ctx.ports.channel, events));
  }
  const target = {
    kind: "train",
    id: row.id,
    name: trainNumber(row.number),
    tenantId: null,
    environmentId: null,
  };
  await appendAudit(tx, auditOf(ctx, `train.${event}`, target, "done", { sentence }));
  await announce(trainMoved(row.id));
}

/** Where it stands, when that is news. The version stays: nothing was decided. */
async function say({ tx, announce }: Acting, row: TrainRow, sentence: string): Promise<void> {
  if (row.sentence === sentence) return;
  await tx.train.update({ where: { id: row.id }, data: { sentence }, select: { id: true } });
  await announce(trainMoved(row.id, "train.progressed"));
}

/** Why cars do not start, beside each of them, when that is news. */
async function tellWaits({ tx, announce }: Acting, row: TrainRow, facts: TrainFacts): Promise<void> {
  const known = new Map(row.rings.flatMap(({ cars }) => cars.map(({ id, waitsFor }) => [id, waitsFor])));
  let news = false;
  for (const { id, start } of facts.rings.flatMap(({ cars }) => cars)) {
    const reason = start === null || start.kind === "go" ? "" : start.reason;
    if (known.get(id) === reason) continue;
    await tx.trainCar.update({ where: { id }, data: { waitsFor: reason }, select: { id: true } });
    news = true;
  }
  if (news) await announce(trainMoved(row.id, "train.progressed"));
}

/** Trains that run, oldest first: each sweep looks at every one of them, and more than 500 is no fleet's work. */
export async function runningTrains(db: Tx): Promise<readonly string[]> {
  const rows = await db.train.findMany({
    where: { state: "running" },
    orderBy: { startedAt: "asc" },
    select: { id: true },
    take: 500,
  });
  return rows.map(({ id }) => id);
}
