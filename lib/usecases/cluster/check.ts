import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { Prisma } from "@/lib/data/generated/client";
import { Problem } from "@/lib/domain/shared/problem";
import type { ClusterCheck } from "@/lib/ports/cluster";
import { keptText } from "@/lib/telemetry/kept-text";
import { command } from "../command";
import { lastEdit } from "../last-edit";
import { askCluster } from "./ask";
import { clusterSelect, presentCluster } from "./present";

type Finding = { check: ClusterCheck; why?: never } | { check: null; why: string };

/**
 * Asks a cluster again. Not answering is recorded as such: it is a finding, not a failure of the command. What people
 * decided about it stays, and so does its version.
 */
export const checkCluster = command({
  action: "cluster.check",
  input: API.checkCluster.params,
  target: async (tx, input) => {
    const row = await tx.cluster.findUnique({
      where: { id: input.clusterId },
      select: { id: true, name: true },
    });
    return (
      row && {
        row,
        scope: { level: "fleet" as const },
        kind: "cluster",
        id: row.id,
        name: row.name,
        tenantId: null,
        environmentId: null,
      }
    );
  },
  prepare: async ({ ctx, input }): Promise<Finding> => {
    try {
      const connection = await ctx.ports.clusters.open(input.clusterId);
      return { check: await askCluster(connection) };
    } catch (error) {
      if (error instanceof Problem && error.code !== "not_found")
        return { check: null, why: keptText(error.message) };
      throw error;
    }
  },
  run: async ({ tx, ctx, target, prepared, announce, note }) => {
    const { check, why } = prepared;
    const row = await tx.cluster.update({
      where: { id: target.id },
      data: {
        checkedAt: ctx.now,
        reachability: check === null ? "unreachable" : "reachable",
        reachabilityNote: check === null ? why : "",
        ...(check === null
          ? {}
          : {
              serverVersion: check.serverVersion,
              privileges: check.privileges as unknown as Prisma.InputJsonArray,
            }),
      },
      select: clusterSelect,
    });
    note({ reachability: row.reachability, note: row.reachabilityNote });
    await announce({
      type: "cluster.checked",
      tenantId: null,
      environmentId: null,
      subject: { kind: "cluster", id: row.id },
    });
    return { ...presentCluster(ctx, row), edited: await lastEdit(tx, "cluster.edit", row.id) };
  },
});
