import "server-only";
import { RegisterCluster } from "@/lib/contracts/api/resources/platform";
import type { Prisma } from "@/lib/data/generated/client";
import { isTaken } from "@/lib/data/taken";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { askCluster } from "./ask";
import { clusterSelect, presentCluster, sealContext } from "./present";

/**
 * Registers a cluster by kubeconfig. It has to answer and to grant every privilege Holdfast needs; the kubeconfig is
 * sealed before it is stored and never shown again.
 */
export const registerCluster = command({
  action: "cluster.register",
  input: RegisterCluster,
  target: async (_tx, input) => ({
    row: null,
    scope: { level: "fleet" as const },
    kind: "cluster",
    id: input.name,
    name: input.name,
    tenantId: null,
    environmentId: null,
  }),
  prepare: async ({ ctx, input }) => {
    const connection = ctx.ports.clusters.openKubeconfig(input.kubeconfig, input.context);
    const check = await askCluster(connection);
    const missing = check.privileges.filter(({ allowed }) => !allowed);
    if (missing.length > 0) {
      const list = missing
        .slice(0, 5)
        .map(({ verb, resource }) => `${verb} ${resource}`)
        .join(", ");
      throw new Problem(
        "gate_refused",
        `The cluster answers, but this account may not: ${list}${missing.length > 5 ? ` and ${missing.length - 5} more` : ""}. Grant these to the account and register again.`,
        { privileges: check.privileges },
      );
    }
    return check;
  },
  run: async ({ tx, ctx, input, prepared: check, announce, note }) => {
    const taken = await tx.cluster.findUnique({ where: { name: input.name }, select: { id: true } });
    if (taken !== null) throw nameTaken(input.name);
    const sealed = ctx.ports.seal.seal(
      JSON.stringify({ kubeconfig: input.kubeconfig, context: input.context ?? null }),
      sealContext(input.name),
    );
    const row = await tx.cluster
      .create({
        data: {
          name: input.name,
          region: input.region,
          server: check.server,
          serverVersion: check.serverVersion,
          sealedKubeconfig: sealed,
          reachability: "reachable",
          reachabilityNote: "",
          privileges: check.privileges as unknown as Prisma.InputJsonArray,
          ...(input.maxOperations === undefined ? {} : { maxOperations: input.maxOperations }),
          ...(input.metricsSource === undefined ? {} : { metricsSource: input.metricsSource }),
          checkedAt: ctx.now,
          createdAt: ctx.now,
        },
        select: clusterSelect,
      })
      .catch((error: unknown) => {
        // The unique index on the name: somebody else's registration came first.
        if (isTaken(error)) throw nameTaken(input.name);
        throw error;
      });
    note({ server: check.server, serverVersion: check.serverVersion, region: input.region });
    await announce({
      type: "cluster.registered",
      tenantId: null,
      environmentId: null,
      subject: { kind: "cluster", id: row.id },
    });
    return presentCluster(ctx, row);
  },
});

const nameTaken = (name: string) => new Problem("conflict", `A cluster named ${name} is registered already.`);
