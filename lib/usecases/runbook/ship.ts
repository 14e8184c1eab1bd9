import "server-only";
import { appendAudit, WORKER_ACTOR } from "@/lib/data/audit";
import type { Database, Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { writeEvent } from "@/lib/data/outbox";
import { SHIPPED_RUNBOOKS, type ShippedRunbook } from "@/lib/domain/runbook/shipped/runbooks";
import { runbookEvent } from "./rows";

type Asked = { now: Date; correlationId: string };

/**
 * Lays out the runbooks Holdfast comes with, for every tenant, each once in the life of an installation: what was
 * changed, put away or deleted since is never touched. Answers how many were new. Several workers may call it at once.
 */
export async function shipRunbooks(
  db: Database,
  asked: Asked,
  runbooks: readonly ShippedRunbook[] = SHIPPED_RUNBOOKS,
): Promise<number> {
  const names = runbooks.map(({ name }) => name);
  const known = await db.prisma.shippedRunbook.findMany({
    where: { name: { in: names } },
    take: names.length,
  });
  const there = new Set(known.map(({ name }) => name));
  let laidOut = 0;
  for (const runbook of runbooks) {
    if (there.has(runbook.name)) continue;
    if (await db.transaction((tx) => shipOne(tx, runbook, asked))) laidOut += 1;
  }
  return laidOut;
}

async function shipOne(
  tx: Tx,
  { name, scenario, content }: ShippedRunbook,
  { now, correlationId }: Asked,
): Promise<boolean> {
  // Whoever comes second waits here, and finds it laid out.
  const { count } = await tx.shippedRunbook.createMany({ data: [{ name, at: now }], skipDuplicates: true });
  if (count === 0) return false;
  const text = content as unknown as Prisma.InputJsonValue;
  const version = { number: 1, content: text, note: "As Holdfast ships it.", createdAt: now };
  const { id } = await tx.runbook.create({
    data: { name, scenario, createdAt: now, versions: { create: version } },
    select: { id: true },
  });
  await writeEvent(tx, runbookEvent("runbook.changed", { tenantId: null, environmentId: null }, id));
  await appendAudit(tx, {
    at: now,
    actor: WORKER_ACTOR,
    action: "runbook.edit",
    target: { kind: "runbook", id, name },
    ...{ tenantId: null, environmentId: null, outcome: "done", correlationId },
    facts: { what: "shipped", scenario, steps: content.steps.length },
  });
  return true;
}
