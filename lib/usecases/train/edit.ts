import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { EditTrain } from "@/lib/contracts/api/resources/train";
import { command } from "../command";
import { trainDetail } from "./detail";
import { assertPlaces, assertRelease } from "./draft";
import { loadPlaces, writeRings } from "./rings";
import { assertOpen, staleVersion, trainContentHash, trainMoved, trainTarget } from "./target";

/** Edits a draft; its rings are replaced by those given. */
export const editTrain = command({
  action: "train.edit",
  input: EditTrain.extend({ trainId: Id }),
  target: trainTarget("train.edit"),
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    assertOpen(ctx, "edit", row, input.version);
    const { trainId, version, rings, ...content } = input;
    const places = await loadPlaces(tx, rings);
    assertPlaces(ctx, "edit", rings, places);
    await assertRelease(tx, content.releaseId);
    const hash = trainContentHash(input);
    const { count } = await tx.train.updateMany({
      where: { id: trainId, version, state: "draft" },
      data: {
        ...content,
        contentHash: hash,
        updatedAt: ctx.now,
        version: { increment: 1 },
        ...(row.authorIds.includes(ctx.actor.id) ? {} : { authorIds: { push: ctx.actor.id } }),
      },
    });
    if (count !== 1) throw staleVersion(row);
    await writeRings(tx, trainId, rings, places);
    await tx.trainMove.create({
      data: {
        trainId,
        event: "edit",
        fromState: "draft",
        toState: "draft",
        actorName: ctx.actor.name,
        at: ctx.now,
      },
    });
    note({ contentHash: hash });
    await announce(trainMoved(trainId, "train.edited"));
    return trainDetail(tx, ctx, trainId);
  },
});
