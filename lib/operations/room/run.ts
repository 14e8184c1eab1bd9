import "server-only";
import { toolboxSpec } from "../recovery/backup-job";
import type { ToolboxRun } from "../recovery/toolbox-job";
import type { RoomPlace } from "./place";

/** A toolbox Job in the room; the same for every worker. It is the maker's unless another operation is named. */
export function roomRun(
  { effects, cluster, subject, spec }: RoomPlace,
  job: { name: string; args: readonly string[]; limitSeconds: number },
  operationId = subject.operationId,
): ToolboxRun {
  const { release, ...environment } = spec;
  const whose = {
    environment,
    clusterId: subject.clusterId,
    operationId,
    release: release.name,
  };
  return {
    cluster,
    records: effects.recovery.records,
    spec: { ...toolboxSpec(effects.recovery, whose, job), limitSeconds: job.limitSeconds },
    repositoryOf: subject.environment.namespace,
  };
}
