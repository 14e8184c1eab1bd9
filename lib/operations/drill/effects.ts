import "server-only";
import { type DrillSubject, drillDatabase, drilledSpec, isElsewhere } from "@/lib/domain/drill/subject";
import { drillServerPlacement } from "@/lib/domain/manifest/drill-server";
import { DEFAULT_PLACEMENT, type EnvironmentSpec, type Placement } from "@/lib/domain/manifest/spec";
import type { StepContext } from "@/lib/engine/step";
import type { ClusterConnection } from "@/lib/ports/cluster";
import { RefusedFailure } from "@/lib/ports/failure";
import type { DeployEffects } from "../deploy/effects";

/** A drill with its cluster and what is rendered into its namespace. */
export type DrillPlace = {
  effects: DeployEffects;
  /** Where it is carried out. */
  cluster: ClusterConnection;
  /** Where the environment lives; the same, unless the drill is elsewhere. */
  home: ClusterConnection;
  elsewhere: boolean;
  placement: Placement;
  subject: DrillSubject;
  spec: EnvironmentSpec;
  ctx: StepContext;
};

export async function openDrill(effects: DeployEffects, ctx: StepContext): Promise<DrillPlace> {
  const subject = await effects.recovery.drills.subjectOf(ctx.operationId);
  if (subject === null) throw new RefusedFailure(`Operation ${ctx.operationId} is no drill.`);
  const cluster = await effects.clusters.open(subject.clusterId);
  const elsewhere = isElsewhere(subject);
  const home = elsewhere ? await effects.clusters.open(subject.homeClusterId) : cluster;
  const usual = effects.placement ?? DEFAULT_PLACEMENT;
  const placement = elsewhere ? drillServerPlacement(usual, subject.namespace) : usual;
  return { effects, cluster, home, elsewhere, placement, subject, spec: drilledSpec(subject), ctx };
}

/** Name of the drill's database, as its secret in the drill's namespace has to say it. */
export const ownDatabase = (living: string, { operationId }: DrillSubject): string =>
  drillDatabase(living, operationId);
