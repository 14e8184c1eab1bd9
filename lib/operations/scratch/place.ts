import "server-only";
import { DEFAULT_PLACEMENT } from "@/lib/domain/manifest/spec";
import { type ScratchSubject, scratchSpec } from "@/lib/domain/scratch/subject";
import type { StepContext } from "@/lib/engine/step";
import { RefusedFailure } from "@/lib/ports/failure";
import type { DeployEffects } from "../deploy/effects";
import type { RoomPlace } from "../room/place";

/** A scratch copy with its room, on the cluster of the environment whose data it shows. */
export type ScratchPlace = RoomPlace & { subject: ScratchSubject };

export async function openScratch(effects: DeployEffects, ctx: StepContext): Promise<ScratchPlace> {
  const subject = await effects.recovery.scratch.subjectOf(ctx.operationId);
  if (subject === null)
    throw new RefusedFailure(`Operation ${ctx.operationId} neither makes nor removes a scratch copy.`);
  const cluster = await effects.clusters.open(subject.clusterId);
  return {
    ...{ effects, purpose: "scratch", cluster, home: cluster, subject, ctx },
    placement: effects.placement ?? DEFAULT_PLACEMENT,
    spec: scratchSpec(subject),
  };
}
