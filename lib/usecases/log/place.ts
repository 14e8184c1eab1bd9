import "server-only";
import { z } from "zod";
import { API } from "@/lib/contracts/api/registry";
import type { Tx } from "@/lib/data/client";
import { environmentsIn } from "@/lib/data/scope";
import { decide } from "@/lib/domain/access/decide";
import { readLogsSource } from "@/lib/domain/log/source";
import { grantsOf } from "../context";
import { found, query } from "../query";

const PODS = 200;
const Pods = z.array(z.object({ name: z.string() }));

/** Whose logs can be read. Reads no line, so it is no opening of logs. */
export const getLogPlace = query({
  action: "catalog.read",
  input: API.getLogPlace.params,
  run: async ({ ctx, scope, input: { environmentId } }) => {
    const row = found(
      await ctx.db.prisma.environment.findFirst({
        where: { AND: [{ id: environmentId }, environmentsIn(scope)] },
        select: {
          ...{ id: true, name: true, stage: true, timeZone: true, pods: true },
          tenant: { select: { id: true, name: true } },
          cluster: { select: { logsSource: true } },
        },
      }),
      "environment",
    );
    const { tenant, cluster, pods, ...environment } = row;
    const place = { level: "environment" as const, tenantId: tenant.id, environmentId };
    const decision = decide(grantsOf(ctx.actor), "log.read", place);
    return {
      ...{ environment, tenant },
      pods: (Pods.safeParse(pods).data ?? []).map(({ name }) => name).slice(0, PODS),
      source: readLogsSource(cluster.logsSource) === null ? ("pods" as const) : ("loki" as const),
      can: { read: { allowed: decision.allow, reason: decision.allow ? null : decision.reason } },
    };
  },
});

const logSelect = { id: true, name: true, tenantId: true, clusterId: true, namespace: true } as const;

/** The environment whose logs somebody opens: opening them is written down, whoever does it. */
export async function logTarget(tx: Tx, { environmentId }: { environmentId: string }) {
  const row = await tx.environment.findUnique({ where: { id: environmentId }, select: logSelect });
  if (row === null) return null;
  const { id, name, tenantId } = row;
  const scope = { level: "environment" as const, tenantId, environmentId: id };
  return { row, scope, kind: "environment", id, name, tenantId, environmentId: id };
}
