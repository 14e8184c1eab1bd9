import "server-only";
import type { z } from "zod";
import type { Environment, EnvironmentBrief, SmokeRun } from "@/lib/contracts/api/resources/catalog";
import { SmokeCheck } from "@/lib/contracts/api/resources/catalog";
import type { PodFact } from "@/lib/domain/health/facts";
import type { EnvironmentDetailRow, EnvironmentRow } from "./rows";

export function presentEnvironmentBrief(row: EnvironmentRow): EnvironmentBrief {
  return {
    id: row.id,
    name: row.name,
    stage: row.stage,
    tenant: row.tenant,
    timeZone: row.timeZone,
    state: row.state,
    stateSentence: row.stateSentence,
    health: row.health,
    healthSentence: row.healthSentence,
    observedAt: row.observedAt?.toISOString() ?? null,
    release:
      row.release === null
        ? null
        : { id: row.release.id, name: row.release.name, digest: row.release.digest },
    runningOperationId: row.operations[0]?.id ?? null,
  };
}

export function presentEnvironment(row: EnvironmentDetailRow, hash: string | null): Environment {
  const [lastSmoke] = row.smokeRuns;
  return {
    ...presentEnvironmentBrief(row),
    cluster: { id: row.cluster.id, name: row.cluster.name, reachability: row.cluster.reachability },
    namespace: row.namespace,
    hostname: row.hostname,
    webReplicas: row.webReplicas,
    cronReplicas: row.cronReplicas,
    releasedAt: row.releasedAt?.toISOString() ?? null,
    healthSince: row.healthSince.toISOString(),
    pods: row.pods as PodFact[],
    modules: (row.release?.modules ?? []).map(({ name, version }) => ({ name, version })),
    manifestHash: hash,
    lastSmoke: lastSmoke === undefined ? null : presentSmokeRun(lastSmoke),
    version: row.version,
  };
}

export function presentSmokeRun(row: {
  id: string;
  at: Date;
  passed: boolean;
  checks: unknown;
  operationId: string | null;
}): z.infer<typeof SmokeRun> {
  return {
    id: row.id,
    at: row.at.toISOString(),
    passed: row.passed,
    checks: SmokeCheck.array().parse(row.checks),
    operationId: row.operationId,
  };
}
