import "server-only";
import type { Tx } from "@/lib/data/client";
import { scratchNumber } from "@/lib/domain/scratch/state";
import { Problem } from "@/lib/domain/shared/problem";

/** The copy, held until the commit. @throws Problem `conflict` when it has moved since it was looked at */
export async function lockCopy(tx: Tx, id: string, version: number) {
  await tx.$queryRaw`SELECT id FROM scratch_copy WHERE id = ${id}::uuid FOR UPDATE`;
  const row = await tx.scratchCopy.findUniqueOrThrow({ where: { id }, include: { environment: true } });
  if (row.version === version) return row;
  const message = `${scratchNumber(row.number)} was changed meanwhile. Look again, then decide.`;
  throw new Problem("conflict", message, { stale: true });
}

export type LockedCopy = Awaited<ReturnType<typeof lockCopy>>;
