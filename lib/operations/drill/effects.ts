import "server-only";
import { type DrillSubject, drillDatabase, drilledSpec } from "@/lib/domain/drill/subject";
import type { EnvironmentSpec } from "@/lib/domain/manifest/spec";
import type { StepContext } from "@/lib/engine/step";
import type { ClusterConnection } from "@/lib/ports/cluster";
import { RefusedFailure } from "@/lib/ports/failure";
import type { DeployEffects } from "../deploy/effects";

/** A drill with its cluster and what is rendered into its namespace. */
export type DrillPlace = {
  effects: DeployEffects;
  cluster: ClusterConnection;
  subject: DrillSubject;
  spec: EnvironmentSpec;
  ctx: StepContext;
};

export async function openDrill(effects: DeployEffects, ctx: StepContext): Promise<DrillPlace> {
  const subject = await effects.recovery.drills.subjectOf(ctx.operationId);
  if (subject === null) throw new RefusedFailure(`Operation ${ctx.operationId} is no drill.`);
  const cluster = await effects.clusters.open(subject.clusterId);
  return { effects, cluster, subject, spec: drilledSpec(subject), ctx };
}

/** Name of the drill's database, as its secret in the drill's namespace has to say it. */
export const ownDatabase = (living: string, { operationId }: DrillSubject): string =>
  drillDatabase(living, operationId);
