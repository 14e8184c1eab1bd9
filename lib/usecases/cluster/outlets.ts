import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { LastEdit } from "@/lib/contracts/api/resources/common";
import type { ClusterOutlets } from "@/lib/contracts/api/resources/outlets";
import { Prisma } from "@/lib/data/generated/client";
import { decide } from "@/lib/domain/access/decide";
import { readLogsSource } from "@/lib/domain/log/source";
import { command } from "../command";
import { type Context, grantsOf } from "../context";
import { lastEdit, overtaken } from "../last-edit";
import { found, query } from "../query";

const outletsSelect = { id: true, name: true, reach: true, logsSource: true, version: true } as const;
type OutletsRow = Prisma.ClusterGetPayload<{ select: typeof outletsSelect }>;

function present(
  ctx: Context,
  { id, reach, logsSource, version }: OutletsRow,
  edited: LastEdit,
): ClusterOutlets {
  const decision = decide(grantsOf(ctx.actor), "cluster.edit", { level: "fleet" });
  const edit = { allowed: decision.allow, reason: decision.allow ? null : decision.reason };
  return { clusterId: id, reach, logsSource: readLogsSource(logsSource), version, edited, can: { edit } };
}

/** What checks of integrations may call from a cluster, and where its logs are kept. */
export const getClusterOutlets = query({
  action: "cluster.read",
  input: API.getClusterOutlets.params,
  run: async ({ ctx, scope, input: { clusterId } }) => {
    const row = scope.fleet
      ? await ctx.db.prisma.cluster.findUnique({ where: { id: clusterId }, select: outletsSelect })
      : null;
    const there = found(row, "cluster");
    return present(ctx, there, await lastEdit(ctx.db.prisma, "cluster.edit", there.id));
  },
});

/** Sets both. Whoever may write down a check may not say where it leads: that is the platform's. */
export const setClusterOutlets = command({
  action: "cluster.edit",
  input: API.setClusterOutlets.body.extend(API.setClusterOutlets.params.shape),
  target: async (tx, { clusterId }) => {
    const row = await tx.cluster.findUnique({ where: { id: clusterId }, select: outletsSelect });
    const scope = { level: "fleet" as const };
    return (
      row && { row, scope, kind: "cluster", id: row.id, name: row.name, tenantId: null, environmentId: null }
    );
  },
  run: async ({ tx, ctx, input, target: { row: before }, announce, note }) => {
    const { clusterId: id, version, logsSource } = input;
    const reach = [...new Set(input.reach)];
    const { count } = await tx.cluster.updateMany({
      where: { id, version },
      data: { reach, logsSource: logsSource ?? Prisma.DbNull, version: { increment: 1 } },
    });
    if (count !== 1) throw await overtaken(tx, "cluster.edit", before);
    note({
      before: { reach: before.reach, logsSource: readLogsSource(before.logsSource) },
      after: { reach, logsSource },
    });
    await announce({
      ...{ type: "cluster.edited", tenantId: null, environmentId: null },
      subject: { kind: "cluster", id },
    });
    const after = await tx.cluster.findUniqueOrThrow({ where: { id }, select: outletsSelect });
    return present(ctx, after, { by: ctx.actor.name, at: ctx.now.toISOString() });
  },
});
