import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { lockRelease } from "@/lib/data/locks";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { releaseEvidence } from "./present";
import { releaseSpoken, releaseTarget } from "./target";

/** From the commit on nothing starts or goes on with this release, and nothing goes back to it. What runs, runs on. */
export const quarantineRelease = command({
  action: "release.quarantine",
  input: API.quarantineRelease.body.extend(API.quarantineRelease.params.shape),
  target: releaseTarget,
  run: async ({ tx, ctx, input: { reason }, target: { row }, announce, note }) => {
    if (ctx.actor.kind !== "person") throw new Problem("forbidden", "Only a person quarantines a release.");
    await lockRelease(tx, row.id);
    const standing = await tx.releaseQuarantine.findFirst({
      where: { releaseId: row.id, liftedAt: null },
      select: { placedByName: true },
    });
    if (standing !== null)
      throw new Problem("conflict", `${row.name} is in quarantine already, by ${standing.placedByName}.`);
    await tx.releaseQuarantine.create({
      data: {
        ...{ releaseId: row.id, reason, placedAt: ctx.now },
        ...{ placedById: ctx.actor.id, placedByName: ctx.actor.name },
      },
    });
    note({ reason, digest: row.digest });
    await announce(releaseSpoken(row.id, "release.quarantined"));
    return releaseEvidence(tx, ctx, row.id);
  },
});

/** Lets a quarantined release go again; who did and why stays on record. */
export const liftQuarantine = command({
  action: "release.lift_quarantine",
  input: API.liftQuarantine.body.extend(API.liftQuarantine.params.shape),
  target: releaseTarget,
  run: async ({ tx, ctx, input: { reason }, target: { row }, announce, note }) => {
    if (ctx.actor.kind !== "person") throw new Problem("forbidden", "Only a person lifts a quarantine.");
    const { count } = await tx.releaseQuarantine.updateMany({
      where: { releaseId: row.id, liftedAt: null },
      data: {
        ...{ liftedAt: ctx.now, liftReason: reason },
        ...{ liftedById: ctx.actor.id, liftedByName: ctx.actor.name },
      },
    });
    if (count === 0) throw new Problem("conflict", `${row.name} is not in quarantine.`);
    note({ reason, digest: row.digest });
    await announce(releaseSpoken(row.id, "release.lifted"));
    return releaseEvidence(tx, ctx, row.id);
  },
});
