import { randomUUID } from "node:crypto";
import type { DrillScenario } from "@/lib/domain/drill/scenario";
import type { World } from "./world";

type DrillWish = {
  scenario?: DrillScenario;
  state?: "running" | "passed" | "failed" | "cancelled";
  finishedAt?: Date;
  rtoSeconds?: number | null;
  rpoSeconds?: number | null;
  modules?: readonly { name: string; version: string }[];
  sentence?: string;
  steps?: readonly { name: string; state: "done" | "failed" | "skipped" | "pending" }[];
};

/** A drill of an environment as it stands in the database, with the operation it was. */
export async function drillRow(world: World, environmentId: string, wish: DrillWish = {}) {
  const { state = "passed", finishedAt = new Date(), steps = [], modules = [], ...other } = wish;
  const { scenario = "database_corruption", ...measured } = other;
  const ended = state === "running" ? null : finishedAt;
  const base = { tenantId: world.tenantId, environmentId, clusterId: world.clusterId };
  const operation = await world.db.prisma.operation.create({
    data: {
      ...base,
      kind: "drill",
      state: state === "running" ? "running" : "succeeded",
      deadlineAt: new Date(Date.now() + 3_600_000),
      correlationId: randomUUID(),
      finishedAt: ended,
      steps: {
        createMany: {
          data: steps.map((step, position) => ({
            ...step,
            ...{ position, timeoutMs: 1_000, sentence: `${step.name} was done.` },
            finishedAt: step.state === "pending" ? null : finishedAt,
          })),
        },
      },
    },
    select: { id: true },
  });
  return world.db.prisma.drill.create({
    data: {
      ...base,
      ...{ rtoSeconds: 600, rpoSeconds: 60, sentence: "", ...measured },
      ...{ scenario, state },
      namespace: "drill",
      operationId: operation.id,
      modules: modules.map((module) => ({ ...module })),
      finishedAt: ended,
    },
    select: { id: true, number: true, operationId: true },
  });
}
