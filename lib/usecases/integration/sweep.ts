import "server-only";
import type { Database } from "@/lib/data/client";
import { claimIntegrations } from "@/lib/data/ledger/integration-rows";
import { tellingTransaction } from "@/lib/data/ledger/telling";
import type { EventChannel } from "@/lib/ports/outside";
import { type LookDependencies, look, lookPlaceOf } from "./look";
import { recordCheck } from "./record";
import { integrationInclude } from "./rows";

/** A check takes at most 15 s; a worker that dies gives its share up after this. */
const CLAIM_LIMIT_MS = 60_000;
const TAKEN = 24;
const AT_ONCE = 8;

export type SweepDependencies = LookDependencies & { db: Database; channel: EventChannel };

/** Checks the integrations whose turn has come, eight at once and 24 in a turn; answers how many. Other workers take others. */
export async function checkDueIntegrations(
  deps: SweepDependencies,
  { now, stopping }: { now: () => Date; stopping: AbortSignal },
): Promise<number> {
  const waiting = await claimIntegrations(deps.db, { take: TAKEN, limitMs: CLAIM_LIMIT_MS });
  const taken = waiting.length;
  const failures: unknown[] = [];
  const work = async () => {
    for (let id = waiting.shift(); id !== undefined && !stopping.aborted; id = waiting.shift()) {
      await checkOne(deps, id, { now, stopping }).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  // One that cannot be written down keeps no other from being checked.
  if (failures.length > 0 && !stopping.aborted) throw failures[0];
  return taken;
}

async function checkOne(
  deps: SweepDependencies,
  id: string,
  { now, stopping }: { now: () => Date; stopping: AbortSignal },
): Promise<void> {
  const { prisma } = deps.db;
  const row = await prisma.integration.findUnique({ where: { id }, include: integrationInclude });
  const place = row === null ? null : await lookPlaceOf(prisma, row.environmentId);
  if (row === null || place === null) return;
  const answer = await look(deps, row, place, stopping);
  if (answer === null) return;
  await tellingTransaction(deps, async ({ tx, tell }) => {
    const locked = await tx.$queryRaw<
      { id: string }[]
    >`SELECT id FROM integration WHERE id = ${id}::uuid FOR UPDATE`;
    if (locked.length === 0) return;
    // Somebody may have checked it by hand meanwhile: what stands now is what the new answer is held against.
    const fresh = await tx.integration.findUniqueOrThrow({ where: { id }, include: integrationInclude });
    if (fresh.version !== row.version) return;
    tell(await recordCheck(tx, fresh, answer, now()));
  });
}
