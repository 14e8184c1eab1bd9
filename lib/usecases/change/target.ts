import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Change, Prisma } from "@/lib/data/generated/client";
import { contentHash } from "@/lib/data/hash";
import type { EventFact } from "@/lib/data/outbox";
import type { Role } from "@/lib/domain/access/roles";
import { type ChangeVerb, dutyRefusal, movesOf, stateRefusal, trainRefusal } from "@/lib/domain/change/can";
import type { ChangeClass } from "@/lib/domain/change/classify";
import { changeNumber } from "@/lib/domain/change/number";
import { type ChangeEvent, moveChange } from "@/lib/domain/change/state";
import { Problem } from "@/lib/domain/shared/problem";
import { trainNumber } from "@/lib/domain/train/number";
import type { Target } from "../command";
import type { Context } from "../context";

const ofTrain = { trainRing: { select: { train: { select: { id: true, number: true } } } } } as const;
/** A change with the train it is a car of. */
export type TargetedChange = Prisma.ChangeGetPayload<{ include: typeof ofTrain }>;

/** The number of the train a change is a car of; null when it stands alone. */
export const trainOf = (row: { trainRing: TargetedChange["trainRing"] }): string | null =>
  row.trainRing === null ? null : trainNumber(row.trainRing.train.number);

/** The change a command acts on, as `command` wants it. */
export async function changeTarget(
  tx: Tx,
  input: { changeId: string },
): Promise<Target<TargetedChange> | null> {
  const row = await tx.change.findUnique({ where: { id: input.changeId }, include: ofTrain });
  if (row === null) return null;
  return {
    row,
    scope: { level: "environment", tenantId: row.tenantId, environmentId: row.environmentId },
    kind: "change",
    id: row.id,
    name: changeNumber(row.number),
    tenantId: row.tenantId,
    environmentId: row.environmentId,
  };
}

/** What an approval is given for: when any of it changes, the approval is void. */
export const changeContentHash = (content: {
  environmentId: string;
  releaseId: string;
  title: string;
  reason: string;
  rollbackPlan: string;
  fallback: string;
  communication: string;
  emergencyReason?: string | null;
  class: ChangeClass;
}): string =>
  contentHash({
    environmentId: content.environmentId,
    releaseId: content.releaseId,
    title: content.title,
    reason: content.reason,
    rollbackPlan: content.rollbackPlan,
    fallback: content.fallback,
    communication: content.communication,
    class: content.class,
    ...(content.emergencyReason ? { emergencyReason: content.emergencyReason } : {}),
  });

/** Throws Problem `conflict` or `forbidden` unless version, state, train and separation of duties let the verb through. */
export function assertOpenTo(ctx: Context, verb: ChangeVerb, row: TargetedChange, version: number): void {
  const train = trainRefusal(trainOf(row));
  if (train !== null) throw new Problem("conflict", train, { trainId: row.trainRing?.train.id });
  if (row.version !== version) throw staleVersion(row);
  const refusal = stateRefusal(verb, row.state);
  if (refusal !== null) throw new Problem("conflict", refusal, { state: row.state });
  const duty = dutyRefusal(verb, ctx.actor.id, row.authorIds);
  if (duty !== null) throw new Problem("forbidden", duty);
}

export const staleVersion = (row: { number: number }) =>
  new Problem(
    "conflict",
    `${changeNumber(row.number)} was changed meanwhile. Reload it, look again, then decide.`,
    {
      stale: true,
    },
  );

/** What the inner part of a verb works with, whether a person's command or a train calls it. */
export type Acting = {
  tx: Tx;
  ctx: Context;
  announce: (event: EventFact) => Promise<void>;
  afterCommit: (work: () => Promise<void>) => void;
};

type MoveArgs = {
  tx: Tx;
  ctx: Context;
  row: Change;
  events: readonly ChangeEvent[];
  note: string;
  /** Columns that change with the move. */
  data?: { submittedAt?: Date; outcome?: string; openRoles?: Role[] };
};

/** Moves a change through its table, each step a compare-and-set on (state, version) and a line of its timeline. */
export async function moveThrough({ tx, ctx, row, events, note, data }: MoveArgs): Promise<Change> {
  let current = row;
  for (const [index, event] of events.entries()) {
    const next = moveChange(current.state, event);
    if (!next.ok) throw new Problem("conflict", `No move ${event} from ${current.state}.`, { ...next.error });
    const last = index === events.length - 1;
    const { count } = await tx.change.updateMany({
      where: { id: row.id, state: current.state, version: current.version },
      data: {
        state: next.value,
        version: { increment: 1 },
        updatedAt: ctx.now,
        ...(last ? data : {}),
      },
    });
    if (count !== 1) throw staleVersion(row);
    await tx.changeMove.create({
      data: {
        changeId: row.id,
        event,
        fromState: current.state,
        toState: next.value,
        actorName: ctx.actor.name,
        note: last ? note : "",
        // A millisecond apart, so that the timeline keeps the order of moves made at once.
        at: new Date(ctx.now.getTime() + index),
      },
    });
    current = { ...current, state: next.value, version: current.version + 1 };
  }
  return current;
}

/**
 * Moves several changes that stand in one state by one verb, in as many queries as for one: all of them, or Problem
 * `conflict` when one was moved meanwhile.
 */
export async function moveManyByVerb(
  verb: ChangeVerb,
  { tx, ctx, rows, note, data }: Omit<MoveArgs, "row" | "events"> & { rows: readonly Change[] },
): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  let state = first.state;
  const versions = new Map<number, Change[]>();
  for (const row of rows) versions.set(row.version, [...(versions.get(row.version) ?? []), row]);
  const events = movesOf(verb, state);
  for (const [index, event] of events.entries()) {
    const last = index === events.length - 1;
    const next = moveChange(state, event);
    if (!next.ok) throw new Problem("conflict", `No move ${event} from ${state}.`, { ...next.error });
    for (const [version, group] of versions) {
      const { count } = await tx.change.updateMany({
        where: { id: { in: group.map(({ id }) => id) }, state, version: version + index },
        data: {
          state: next.value,
          version: { increment: 1 },
          updatedAt: ctx.now,
          ...(last ? data : {}),
        },
      });
      if (count !== group.length) throw staleVersion(first);
    }
    await tx.changeMove.createMany({
      data: rows.map(({ id }) => ({
        changeId: id,
        event,
        fromState: state,
        toState: next.value,
        actorName: ctx.actor.name,
        note: last ? note : "",
        at: new Date(ctx.now.getTime() + index),
      })),
    });
    state = next.value;
  }
}

/** The moves of a verb from the state the change is in. */
export const moveByVerb = (verb: ChangeVerb, args: Omit<MoveArgs, "events">): Promise<Change> =>
  moveThrough({ ...args, events: movesOf(verb, args.row.state) });

/** The live event of a change's move. */
export const changeMoved = (row: { id: string; tenantId: string; environmentId: string }, type: string) => ({
  type,
  tenantId: row.tenantId,
  environmentId: row.environmentId,
  subject: { kind: "change" as const, id: row.id },
});
