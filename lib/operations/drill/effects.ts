import "server-only";
import { type DrillSubject, drillDatabase, drilledSpec, isElsewhere } from "@/lib/domain/drill/subject";
import { drillServerPlacement } from "@/lib/domain/manifest/drill-server";
import { DEFAULT_PLACEMENT } from "@/lib/domain/manifest/spec";
import type { StepContext } from "@/lib/engine/step";
import { RefusedFailure } from "@/lib/ports/failure";
import type { DeployEffects } from "../deploy/effects";
import type { RoomPlace } from "../room/place";

/** A drill with its room. */
export type DrillPlace = RoomPlace & { subject: DrillSubject; elsewhere: boolean };

export async function openDrill(effects: DeployEffects, ctx: StepContext): Promise<DrillPlace> {
  const subject = await effects.recovery.drills.subjectOf(ctx.operationId);
  if (subject === null) throw new RefusedFailure(`Operation ${ctx.operationId} is no drill.`);
  const cluster = await effects.clusters.open(subject.clusterId);
  const elsewhere = isElsewhere(subject);
  const home = elsewhere ? await effects.clusters.open(subject.homeClusterId) : cluster;
  const usual = effects.placement ?? DEFAULT_PLACEMENT;
  const placement = elsewhere ? drillServerPlacement(usual, subject.namespace) : usual;
  const spec = drilledSpec(subject);
  return { effects, purpose: "drill", cluster, home, elsewhere, placement, subject, spec, ctx };
}

/** Name of the drill's database, as its secret in the drill's namespace has to say it. */
export const ownDatabase = (living: string, { operationId }: DrillSubject): string =>
  drillDatabase(living, operationId);
