import "server-only";
import type { Tx } from "@/lib/data/client";
import { contentHash } from "@/lib/data/hash";
import type { EventFact } from "@/lib/data/outbox";
import type { Action } from "@/lib/domain/access/actions";
import { decide, type Scope } from "@/lib/domain/access/decide";
import { Problem } from "@/lib/domain/shared/problem";
import { dutyRefusal, type Place, rightRefusal, stateRefusal, type TrainVerb } from "@/lib/domain/train/can";
import { trainNumber } from "@/lib/domain/train/number";
import { moveTrain, type TrainEvent, type TrainState } from "@/lib/domain/train/state";
import type { Target } from "../command";
import { type Context, grantsOf } from "../context";
import { carsOf, placesOf, type TrainRow, trainInclude } from "./rows";

/**
 * The train a command acts on, as `command` wants it. It lives in several places: it is there for whoever sees one of
 * them; that the right reaches all of them is asked by `assertOpen`.
 */
export const trainTarget =
  (action: Action) =>
  async (tx: Tx, input: { trainId: string }, ctx: Context): Promise<Target<TrainRow> | null> => {
    // The lock first: a sweep and a person, or two persons, do not act on the same train at once.
    await tx.$queryRaw`SELECT id FROM train WHERE id = ${input.trainId}::uuid FOR UPDATE`;
    const row = await tx.train.findUnique({ where: { id: input.trainId }, include: trainInclude });
    if (row === null) return null;
    const places = placesOf(carsOf(row));
    const scope = nearestScope(ctx, action, places);
    const tenantIds = [...new Set(places.map(({ tenantId }) => tenantId))];
    return (
      scope && {
        row,
        scope,
        kind: "train",
        id: row.id,
        name: trainNumber(row.number),
        tenantId: tenantIds.length === 1 ? (tenantIds[0] ?? null) : null,
        environmentId: null,
      }
    );
  };

/** Of the places, one in which the action is allowed; else one the reader can see; null when there is none at all. */
export function nearestScope(ctx: Context, action: Action, places: readonly Place[]): Scope | null {
  const asked = places.map(({ id, tenantId }) => {
    const scope = { level: "environment", tenantId, environmentId: id } as const;
    return { scope, decision: decide(grantsOf(ctx.actor), action, scope) };
  });
  const best =
    asked.find(({ decision }) => decision.allow) ??
    asked.find(({ decision }) => !decision.allow && decision.reveal === "reason") ??
    asked[0];
  return best?.scope ?? null;
}

/** Throws Problem `forbidden` or `conflict` unless rights, version, state and separation of duties let the verb through. */
export function assertOpen(ctx: Context, verb: TrainVerb, row: TrainRow, version: number): void {
  const right = rightRefusal(verb, grantsOf(ctx.actor), placesOf(carsOf(row)));
  if (right !== null) throw new Problem("forbidden", right);
  const refusal = stateRefusal(verb, row.state);
  if (refusal !== null) throw new Problem("conflict", refusal, { state: row.state });
  if (row.version !== version) throw staleVersion(row);
  const duty = dutyRefusal(verb, ctx.actor.id, row.authorIds);
  if (duty !== null) throw new Problem("forbidden", duty);
}

export const staleVersion = (row: { number: number }) =>
  new Problem(
    "conflict",
    `${trainNumber(row.number)} was changed meanwhile. Reload it, look again, then decide.`,
    { stale: true },
  );

type MoveArgs = {
  tx: Tx;
  ctx: Context;
  row: { id: string; number: number; state: TrainState; version: number };
  event: TrainEvent;
  /** What is written beside the move in the timeline. */
  note: string;
  data?: {
    sentence?: string;
    startedAt?: Date;
    startedById?: string;
    resumedAt?: Date;
    acceptedFailures?: number;
    finishedAt?: Date;
  };
};

/** Moves a train through its table: a compare-and-set on (state, version) and a line of its timeline. */
export async function moveTrainRow({ tx, ctx, row, event, note, data = {} }: MoveArgs): Promise<void> {
  const next = moveTrain(row.state, event);
  if (!next.ok) throw new Problem("conflict", `No move ${event} from ${row.state}.`, { ...next.error });
  const { count } = await tx.train.updateMany({
    where: { id: row.id, state: row.state, version: row.version },
    data: { ...data, state: next.value, version: { increment: 1 }, updatedAt: ctx.now },
  });
  if (count !== 1) throw staleVersion(row);
  await tx.trainMove.create({
    data: {
      trainId: row.id,
      event,
      fromState: row.state,
      toState: next.value,
      actorName: ctx.actor.name,
      note,
      at: ctx.now,
    },
  });
}

/** Who acts where a train moves by itself. */
export const TRAIN_ACTOR = { kind: "system", id: "train", name: "Holdfast" } as const;

/** The live event of a train: it crosses tenants and says no more than that it moved. */
export const trainMoved = (trainId: string, type = "train.moved"): EventFact => ({
  type,
  tenantId: null,
  environmentId: null,
  subject: { kind: "train", id: trainId },
});

/** What an approval of a train is given for. */
export const trainContentHash = (content: {
  releaseId: string;
  title: string;
  reason: string;
  rollbackPlan: string;
  fallback: string;
  communication: string;
  haltAfterFailures: number;
  rings: readonly { name: string; bakeSeconds: number; environmentIds: readonly string[] }[];
}): string =>
  contentHash({
    releaseId: content.releaseId,
    title: content.title,
    reason: content.reason,
    rollbackPlan: content.rollbackPlan,
    fallback: content.fallback,
    communication: content.communication,
    haltAfterFailures: content.haltAfterFailures,
    rings: content.rings.map(({ name, bakeSeconds, environmentIds }) => ({
      name,
      bakeSeconds,
      environmentIds: [...environmentIds],
    })),
  });
