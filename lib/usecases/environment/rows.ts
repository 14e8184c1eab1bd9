import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { BESIDE_KINDS } from "@/lib/domain/operation/name";
import { ACTIVE_OPERATION_STATES } from "@/lib/domain/operation/state";

/** What an environment's short form needs, in one query. */
export const briefInclude = {
  tenant: { select: { id: true, name: true } },
  release: { select: { id: true, name: true, digest: true } },
  operations: {
    where: { state: { in: [...ACTIVE_OPERATION_STATES] }, kind: { notIn: [...BESIDE_KINDS] } },
    select: { id: true },
    // What waits in line is told, not the copy it waits for.
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: 1,
  },
} satisfies Prisma.EnvironmentInclude;

export type EnvironmentRow = Prisma.EnvironmentGetPayload<{ include: typeof briefInclude }>;

export const detailInclude = {
  ...briefInclude,
  cluster: { select: { id: true, name: true, reachability: true, reachabilityNote: true } },
  smokeRuns: { orderBy: { at: "desc" }, take: 1 },
  release: { select: { id: true, name: true, digest: true, modules: { orderBy: { name: "asc" } } } },
} satisfies Prisma.EnvironmentInclude;

export type EnvironmentDetailRow = Prisma.EnvironmentGetPayload<{ include: typeof detailInclude }>;

/** The hash of the manifests an environment was last given; null before its first deployment. */
export async function manifestHash(db: Tx, manifestId: string | null): Promise<string | null> {
  if (manifestId === null) return null;
  const row = await db.manifest.findUnique({ where: { id: manifestId }, select: { contentHash: true } });
  return row?.contentHash ?? null;
}
