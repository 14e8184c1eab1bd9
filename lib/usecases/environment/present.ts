import "server-only";
import type { z } from "zod";
import type { Environment, EnvironmentBrief, SmokeRun } from "@/lib/contracts/api/resources/catalog";
import { SmokeCheck } from "@/lib/contracts/api/resources/catalog";
import type { HoldMark } from "@/lib/contracts/api/resources/hold";
import type { Grant } from "@/lib/domain/access/decide";
import { healthNow, seenLately } from "@/lib/domain/health/environment";
import type { PodFact } from "@/lib/domain/health/facts";
import { canPlaceHold } from "@/lib/domain/policy/hold";
import type { EnvironmentDetailRow, EnvironmentRow } from "./rows";

type At = { hold: HoldMark | null; now: Date };

export function presentEnvironmentBrief(row: EnvironmentRow, { hold, now }: At): EnvironmentBrief {
  const { verdict, sentence } = healthNow(row, now);
  return {
    id: row.id,
    name: row.name,
    stage: row.stage,
    tenant: row.tenant,
    timeZone: row.timeZone,
    state: row.state,
    stateSentence: row.stateSentence,
    health: verdict,
    healthSentence: sentence,
    observedAt: row.observedAt?.toISOString() ?? null,
    release:
      row.release === null
        ? null
        : { id: row.release.id, name: row.release.name, digest: row.release.digest },
    runningOperationId: row.operations[0]?.id ?? null,
    hold,
  };
}

type Around = At & { hash: string | null; grants: readonly Grant[] };

export function presentEnvironment(
  row: EnvironmentDetailRow,
  { hash, hold, grants, now }: Around,
): Environment {
  const [lastSmoke] = row.smokeRuns;
  const fresh = seenLately(row.observedAt, now);
  return {
    ...presentEnvironmentBrief(row, { hold, now }),
    cluster: { id: row.cluster.id, name: row.cluster.name, reachability: row.cluster.reachability },
    namespace: row.namespace,
    hostname: row.hostname,
    webReplicas: row.webReplicas,
    cronReplicas: row.cronReplicas,
    releasedAt: row.releasedAt?.toISOString() ?? null,
    // Unknown since somebody looked last, where nobody looks any more.
    healthSince: (fresh ? row.healthSince : (row.observedAt ?? row.healthSince)).toISOString(),
    pods: row.pods as PodFact[],
    modules: (row.release?.modules ?? []).map(({ name, version }) => ({ name, version })),
    manifestHash: hash,
    lastSmoke: lastSmoke === undefined ? null : presentSmokeRun(lastSmoke),
    version: row.version,
    canHold: {
      environment: canPlaceHold(grants, {
        level: "environment",
        tenantId: row.tenantId,
        environmentId: row.id,
      }),
      tenant: canPlaceHold(grants, { level: "tenant", tenantId: row.tenantId }),
      fleet: canPlaceHold(grants, { level: "fleet" }),
    },
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
