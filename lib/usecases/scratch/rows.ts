import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { scratchNumber, TAKING_ROOM } from "@/lib/domain/scratch/state";
import type { Target } from "../command";
import { targetInclude } from "../restore/facts";

const person = { select: { id: true, name: true } } as const;
const operation = { select: { id: true, state: true } } as const;

export const scratchBriefInclude = {
  tenant: { select: { id: true, name: true } },
  environment: { select: { id: true, name: true, stage: true, timeZone: true } },
  backup: { select: { id: true, takenAt: true, createdAt: true } },
  requester: person,
} satisfies Prisma.ScratchCopyInclude;
export type ScratchBriefRow = Prisma.ScratchCopyGetPayload<{ include: typeof scratchBriefInclude }>;

export const scratchInclude = {
  ...scratchBriefInclude,
  cluster: { select: { id: true, name: true } },
  release: { select: { id: true, name: true, digest: true } },
  operation,
  clearOperation: operation,
} satisfies Prisma.ScratchCopyInclude;
export type ScratchRow = Prisma.ScratchCopyGetPayload<{ include: typeof scratchInclude }>;

const MOST_SHOWN = 20;

/** An environment with everything that decides whether a copy of it can be made now. */
export const copiedInclude = {
  ...targetInclude,
  tenant: { select: { id: true, name: true, slug: true, backupStore: { select: { id: true } } } },
  scratchCopies: {
    where: { state: { in: [...TAKING_ROOM] } },
    include: scratchBriefInclude,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: MOST_SHOWN,
  },
} satisfies Prisma.EnvironmentInclude;
export type CopiedRow = Prisma.EnvironmentGetPayload<{ include: typeof copiedInclude }>;

const targetSelect = {
  ...{ id: true, number: true, tenantId: true, environmentId: true },
} satisfies Prisma.ScratchCopySelect;
type ScratchTarget = Prisma.ScratchCopyGetPayload<{ select: typeof targetSelect }>;

/** The copy an act is about; its place is the environment whose data it shows. */
export async function scratchTarget(
  tx: Tx,
  input: { scratchId: string },
): Promise<Target<ScratchTarget> | null> {
  const row = await tx.scratchCopy.findUnique({ where: { id: input.scratchId }, select: targetSelect });
  if (row === null) return null;
  const { id, tenantId, environmentId } = row;
  const scope = { level: "environment" as const, tenantId, environmentId };
  return { row, scope, kind: "scratch_copy", id, name: scratchNumber(row.number), tenantId, environmentId };
}
