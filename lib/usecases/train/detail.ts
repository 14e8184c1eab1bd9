import "server-only";
import type { Train } from "@/lib/contracts/api/resources/train";
import type { Tx } from "@/lib/data/client";
import type { Prisma, TrainMove } from "@/lib/data/generated/client";
import type { Context } from "../context";
import { carFilter, presentRings, presentTrainBrief, presentTrainCan } from "./present";
import { carsOf, type TrainRow, trainInclude } from "./rows";
import { TRAIN_ACTOR } from "./target";

const include = {
  ...trainInclude,
  moves: { orderBy: [{ at: "desc" }, { id: "desc" }], take: 200 },
} satisfies Prisma.TrainInclude;

/** Everything a train's page shows. Call it inside the transaction after a move, so that the answer is what was committed. */
export async function trainDetail(db: Tx, ctx: Context, trainId: string): Promise<Train> {
  const row = await db.train.findUniqueOrThrow({
    where: { id: trainId },
    include,
  });
  const visible = carFilter(ctx);
  const cars = carsOf(row);
  const whole = cars.every(visible);
  const { rings: _count, ...brief } = presentTrainBrief(ctx, { ...row, cars: [...cars] });
  return {
    ...brief,
    reason: row.reason,
    rollbackPlan: row.rollbackPlan,
    fallback: row.fallback,
    communication: row.communication,
    haltAfterFailures: row.haltAfterFailures,
    acceptedFailures: row.acceptedFailures,
    rings: presentRings(row.rings, row, { visible, now: ctx.now }),
    timeZone: zoneOf(row),
    timeline: row.moves.map((move) => ({ at: move.at.toISOString(), text: moveText(move, whole) })),
    contentHash: row.contentHash,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    version: row.version,
    can: presentTrainCan(ctx, row, cars),
  };
}

/** The plants' clock when all share one; else UTC, for a train belongs to no single place. */
function zoneOf(row: TrainRow): string {
  const zones = new Set(carsOf(row).map(({ environment }) => environment.timeZone));
  const [zone] = zones;
  return zones.size === 1 && zone !== undefined ? zone : "UTC";
}

const EVENT_TEXTS: Readonly<Record<string, string>> = {
  draft: "Drafted",
  edit: "Edited",
  submit: "Submitted",
  approve: "Approved",
  reject: "Rejected",
  start: "Started",
  halt: "Halted",
  resume: "Resumed",
  succeed: "Finished",
  stop: "Stopped",
  cancel: "Cancelled",
};

/** A ring's own lines speak for themselves; what Holdfast says of environments is for those who see all of them. */
function moveText({ event, actorName, note }: TrainMove, whole: boolean): string {
  const text = EVENT_TEXTS[event];
  if (text === undefined) return note;
  const told = note === "" || (actorName === TRAIN_ACTOR.name && !whole) ? "" : `: ${note}`;
  return `${text} by ${actorName}${told}`;
}
