import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import type { BESIDE_KINDS } from "@/lib/domain/operation/name";
import { type PlannedStep, planLimitMs } from "@/lib/domain/operation/plan";

type Place = Prisma.EnvironmentGetPayload<{
  select: { id: true; tenantId: true; state: true; stateSentence: true };
}>;

type Asked = {
  kind: (typeof BESIDE_KINDS)[number];
  plan: readonly PlannedStep[];
  clusterId: string;
  releaseId: string | null;
  reason: string;
  requesterId: string | null;
  correlationId: string;
  now: Date;
};

/** Writes an operation that runs beside everything else on its environment; answers its id. */
export async function writeBesideOperation(tx: Tx, place: Place, asked: Asked): Promise<string> {
  const { kind, plan, clusterId, releaseId, reason, requesterId, correlationId, now } = asked;
  const steps = plan.map(({ name, phase, timeoutMs, parameters = {} }, position) => ({
    ...{ position, name, phase, timeoutMs },
    parameters: parameters as Prisma.InputJsonValue,
  }));
  const { id } = await tx.operation.create({
    data: {
      ...{ kind, tenantId: place.tenantId, environmentId: place.id, clusterId, releaseId },
      ...{ requesterId, reason, correlationId, createdAt: now },
      sentence: "Waits for a worker.",
      stateBefore: place.state,
      stateSentenceBefore: place.stateSentence,
      deadlineAt: new Date(now.getTime() + planLimitMs(plan)),
      steps: { createMany: { data: steps } },
    },
    select: { id: true },
  });
  return id;
}
