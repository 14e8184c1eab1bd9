import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { Problem } from "@/lib/domain/shared/problem";
import { keptText } from "@/lib/telemetry/kept-text";
import { found, query } from "../query";

const LIMIT_MS = 8_000;

/** Asks what answers at a place of a cluster, before it becomes the cluster's metrics source. Changes nothing. */
export const probeMetricsSource = query({
  action: "cluster.edit",
  input: API.probeMetricsSource.query.extend(API.probeMetricsSource.params.shape),
  run: async ({ ctx, scope, input: { clusterId, ...place } }) => {
    if (!scope.fleet) throw new Problem("forbidden", "Clusters are edited by roles over the whole fleet.");
    const row = await ctx.db.prisma.cluster.findUnique({ where: { id: clusterId }, select: { id: true } });
    const { id } = found(row, "cluster");
    try {
      const signal = AbortSignal.timeout(LIMIT_MS);
      const { version } = await ctx.ports.signals.probe(id, { kind: "service", ...place }, signal);
      return { answers: true, version, sentence: `Prometheus answers, version ${version}.` };
    } catch (error) {
      // Not answering is what was asked for, not a failure of asking.
      if (error instanceof Problem)
        return { answers: false, version: null, sentence: keptText(error.message) };
      throw error;
    }
  },
});
