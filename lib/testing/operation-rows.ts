import { randomUUID } from "node:crypto";
import type { Prisma } from "@/lib/data/generated/client";
import { observationDefaults } from "@/lib/domain/health/observation";
import { planDeploy } from "@/lib/domain/operation/deploy";
import type { World } from "./world";

/** A queued deployment as a start writes it, without a change; from `previous` to `release`. */
export async function queueDeploy(
  world: World,
  options: {
    environmentId: string;
    releaseId: string;
    previousReleaseId: string | null;
    modules?: { install: string[]; update: string[] };
    deadlineAt?: Date;
    createdAt?: Date;
  },
): Promise<string> {
  const plan = planDeploy({
    hasPreviousRelease: options.previousReleaseId !== null,
    modules: options.modules ?? { install: [], update: [] },
    strategy: "rolling",
    settings: observationDefaults("dev"),
  });
  const steps = plan.map(({ name, phase, timeoutMs, parameters = {} }, position) => ({
    name,
    phase,
    timeoutMs,
    parameters: parameters as Prisma.InputJsonValue,
    position,
  }));
  const { id } = await world.db.prisma.operation.create({
    data: {
      kind: "deploy",
      tenantId: world.tenantId,
      clusterId: world.clusterId,
      environmentId: options.environmentId,
      releaseId: options.releaseId,
      previousReleaseId: options.previousReleaseId,
      deadlineAt: options.deadlineAt ?? new Date(Date.now() + 3_600_000),
      createdAt: options.createdAt ?? new Date(),
      correlationId: randomUUID(),
      steps: { createMany: { data: steps } },
    },
    select: { id: true },
  });
  return id;
}
