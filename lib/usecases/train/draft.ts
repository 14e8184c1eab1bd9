import "server-only";
import { DraftTrain } from "@/lib/contracts/api/resources/train";
import type { Tx } from "@/lib/data/client";
import { decide } from "@/lib/domain/access/decide";
import { Problem } from "@/lib/domain/shared/problem";
import { type Place, rightRefusal, type TrainVerb } from "@/lib/domain/train/can";
import { trainNumber } from "@/lib/domain/train/number";
import { command } from "../command";
import { type Context, grantsOf } from "../context";
import { trainDetail } from "./detail";
import { loadPlaces, writeRings } from "./rings";
import { nearestScope, trainContentHash, trainMoved } from "./target";

/** Drafts a train: one release, rings of environments in order. */
export const draftTrain = command({
  action: "train.draft",
  input: DraftTrain,
  target: async (tx, input, ctx) => {
    const places = await loadPlaces(tx, input.rings);
    const scope = nearestScope(ctx, "train.draft", places);
    return (
      scope && {
        row: places,
        scope,
        kind: "train",
        id: "new",
        name: input.title,
        tenantId: places.every(({ tenantId }) => tenantId === places[0]?.tenantId)
          ? (places[0]?.tenantId ?? null)
          : null,
        environmentId: null,
      }
    );
  },
  run: async ({ tx, ctx, input, target: { row: places }, announce, note }) => {
    assertPlaces(ctx, "draft", input.rings, places);
    await assertRelease(tx, input.releaseId);
    const { rings, ...content } = input;
    const row = await tx.train.create({
      data: {
        ...content,
        requesterId: ctx.actor.id,
        authorIds: [ctx.actor.id],
        contentHash: trainContentHash(input),
        sentence: "A draft: nothing is decided yet.",
        createdAt: ctx.now,
        updatedAt: ctx.now,
        moves: { create: { event: "draft", toState: "draft", actorName: ctx.actor.name, at: ctx.now } },
      },
      select: { id: true, number: true, contentHash: true },
    });
    await writeRings(tx, row.id, rings, places);
    note({ train: trainNumber(row.number), trainId: row.id, contentHash: row.contentHash });
    await announce(trainMoved(row.id, "train.drafted"));
    return trainDetail(tx, ctx, row.id);
  },
});

/** Throws Problem `not_found` for a release that is not there. */
export async function assertRelease(tx: Tx, releaseId: string): Promise<void> {
  const release = await tx.release.findUnique({ where: { id: releaseId }, select: { id: true } });
  if (release === null) throw new Problem("not_found", "There is no such release.");
}

/**
 * Throws Problem `not_found` when rings name environments that are not there or not to be seen, `forbidden` when the
 * right is missing in one of them.
 */
export function assertPlaces(
  ctx: Context,
  verb: TrainVerb | "draft",
  rings: readonly { environmentIds: readonly string[] }[],
  places: readonly Place[],
): void {
  const grants = grantsOf(ctx.actor);
  const seen = places.filter(
    ({ id, tenantId }) =>
      decide(grants, "catalog.read", { level: "environment", tenantId, environmentId: id }).allow,
  );
  const missing = rings.flatMap(({ environmentIds }) => environmentIds).length - seen.length;
  if (missing > 0) {
    throw new Problem(
      "not_found",
      `${missing === 1 ? "One of the environments does not exist, or is" : `${missing} of the environments do not exist, or are`} not yours to see. Take ${missing === 1 ? "it" : "them"} out of the rings.`,
    );
  }
  const right = rightRefusal(verb, grants, places);
  if (right !== null) throw new Problem("forbidden", right);
}
