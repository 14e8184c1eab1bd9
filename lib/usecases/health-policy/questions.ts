import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { HealthQuestions } from "@/lib/contracts/api/resources/health-policy";
import type { Database, Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { readScope } from "@/lib/domain/access/decide";
import { QUESTION_IDS, shippedQuestion } from "@/lib/domain/health/promql";
import { type OwnQuestions, QUESTION_TITLES } from "@/lib/domain/health/question";
import { type Context, grantsOf } from "../context";
import { found, query } from "../query";
import { canEditHealth } from "./list";

const MOST_CLUSTERS = 200;
const ownSelect = {
  ...{ question: true, promql: true, reason: true, updatedAt: true, version: true },
  updatedBy: { select: { name: true } },
} satisfies Prisma.HealthQuestionSelect;

/** A cluster's own words for questions, as a sweep asks them. */
export async function ownQuestions(db: Database, clusterId: string): Promise<OwnQuestions> {
  const rows = await db.prisma.healthQuestion.findMany({
    where: { clusterId },
    select: { question: true, promql: true },
    take: QUESTION_IDS.length,
  });
  return new Map(rows.map(({ question, promql }) => [question, promql]));
}

/** The questions of one cluster, or of the first by name; nothing for whoever may see no cluster. */
export async function presentQuestions(
  ctx: Context,
  tx: Pick<Tx, "cluster" | "healthQuestion">,
  clusterId: string | undefined,
): Promise<HealthQuestions> {
  const can = { edit: canEditHealth(ctx) };
  if (!readScope(grantsOf(ctx.actor), "cluster.read").fleet)
    return { clusters: [], cluster: null, items: [], can };
  const clusters = await tx.cluster.findMany({
    select: { id: true, name: true, metricsSource: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: MOST_CLUSTERS,
  });
  const names = clusters.map(({ id, name }) => ({ id, name }));
  if (clusterId === undefined && clusters.length === 0)
    return { clusters: [], cluster: null, items: [], can };
  // Where a question can be tried comes first.
  const first = clusters.find(({ metricsSource }) => metricsSource !== null) ?? clusters[0];
  const chosen = clusterId === undefined ? first : clusters.find(({ id }) => id === clusterId);
  const one = found(chosen ?? null, "cluster");
  const rows = await tx.healthQuestion.findMany({
    where: { clusterId: one.id },
    select: ownSelect,
    take: QUESTION_IDS.length,
  });
  const own = new Map(rows.map((row) => [row.question, row]));
  return {
    clusters: names,
    cluster: { id: one.id, name: one.name, measured: one.metricsSource !== null },
    items: QUESTION_IDS.map((id) => {
      const { promql: shipped, key } = shippedQuestion(id);
      const row = own.get(id);
      return {
        ...{ id, title: QUESTION_TITLES[id], key, shipped, promql: row?.promql ?? shipped },
        own:
          row === undefined
            ? null
            : { by: row.updatedBy.name, at: row.updatedAt.toISOString(), reason: row.reason },
        version: row?.version ?? 0,
      };
    }),
    can,
  };
}

/** What Prometheus is asked about a cluster's environments, and in whose words. */
export const listHealthQuestions = query({
  action: "policy.read",
  input: API.listHealthQuestions.query,
  run: ({ ctx, input }) => presentQuestions(ctx, ctx.db.prisma, input.clusterId),
});
