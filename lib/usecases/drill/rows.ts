import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { drillNumber } from "@/lib/domain/drill/state";
import type { Target } from "../command";

const person = { select: { id: true, name: true } } as const;

export const drillBriefInclude = {
  tenant: { select: { id: true, name: true } },
  environment: { select: { id: true, name: true, stage: true, timeZone: true } },
  requester: person,
  _count: { select: { findings: { where: { state: "open" } } } },
} satisfies Prisma.DrillInclude;
export type DrillBriefRow = Prisma.DrillGetPayload<{ include: typeof drillBriefInclude }>;

export const drillInclude = {
  ...drillBriefInclude,
  cluster: { select: { id: true, name: true } },
  backup: { select: { id: true, takenAt: true, createdAt: true, proof: true } },
  release: { select: { id: true, name: true, digest: true } },
  operation: {
    select: { id: true, kind: true, state: true, reason: true, steps: { orderBy: { position: "asc" } } },
  },
  clearOperation: { select: { id: true, state: true, sentence: true } },
  findings: { include: { owner: person }, orderBy: [{ createdAt: "asc" }, { id: "asc" }], take: 100 },
} satisfies Prisma.DrillInclude;
export type DrillRow = Prisma.DrillGetPayload<{ include: typeof drillInclude }>;

const targetOf = (row: { id: string; number: number; tenantId: string; environmentId: string }) => {
  const { tenantId, environmentId } = row;
  const scope = { level: "environment" as const, tenantId, environmentId };
  return { scope, kind: "drill", id: row.id, name: drillNumber(row.number), tenantId, environmentId };
};

const targetSelect = { id: true, number: true, tenantId: true, environmentId: true } as const;
type DrillTarget = Prisma.DrillGetPayload<{ select: typeof targetSelect }>;

/** The drill an act is about; its place is the environment it rehearses. */
export async function drillTarget(tx: Tx, input: { drillId: string }): Promise<Target<DrillTarget> | null> {
  const row = await tx.drill.findUnique({ where: { id: input.drillId }, select: targetSelect });
  return row === null ? null : { ...targetOf(row), row };
}

type FindingTarget = Prisma.DrillFindingGetPayload<{ include: { drill: { select: typeof targetSelect } } }>;

/** The finding an act is about; it belongs to its drill's environment. */
export async function findingTarget(
  tx: Tx,
  input: { findingId: string },
): Promise<Target<FindingTarget> | null> {
  const row = await tx.drillFinding.findUnique({
    where: { id: input.findingId },
    include: { drill: { select: targetSelect } },
  });
  return row === null ? null : { ...targetOf(row.drill), row };
}
