import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { MakeScratch } from "@/lib/contracts/api/resources/scratch";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { scratchEvent } from "@/lib/data/ledger/scratch-rows";
import { planScratch } from "@/lib/domain/scratch/plan";
import { scratchNumber } from "@/lib/domain/scratch/state";
import { scratchHostname, scratchNamespace } from "@/lib/domain/scratch/subject";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { writeBesideOperation } from "../operation/beside";
import { choosePoint } from "../restore/point";
import { refusalNow } from "./facts";
import { scratchDetail } from "./present";
import { type CopiedRow, copiedInclude } from "./rows";

/**
 * Brings an environment's data of an earlier moment to life beside it, made harmless, for some hours. Nothing of the
 * environment is touched and nothing is lost, so one person decides and no hold stops it; whoever does sees the data, so
 * the right to read its backups is asked for as well.
 */
export const makeScratch = command({
  action: "scratch.make",
  input: MakeScratch.extend({ environmentId: Id }),
  target: async (tx, { environmentId }) => {
    const row = await tx.environment.findUnique({ where: { id: environmentId }, include: copiedInclude });
    if (row === null) return null;
    const { tenantId, id, name } = row;
    const scope = { level: "environment" as const, tenantId, environmentId };
    return { row, scope, kind: "environment", id, name, tenantId, environmentId };
  },
  run: async ({ tx, ctx, input, target: { row: seen }, announce, afterCommit, note, made }) => {
    if (ctx.actor.kind !== "person") throw new Problem("forbidden", "Only a person asks for a scratch copy.");
    // One at a time for an environment: who comes second counts the first one's.
    await tx.$queryRaw`SELECT id FROM environment WHERE id = ${seen.id}::uuid FOR NO KEY UPDATE`;
    const { backupId, pointInTime, hours, reason, acceptsDamage } = input;
    const row = await tx.environment.findUniqueOrThrow({ where: { id: seen.id }, include: copiedInclude });
    // Held from being forgotten until this one's row says that it is needed.
    if (backupId !== undefined)
      await tx.$queryRaw`SELECT id FROM backup WHERE id = ${backupId}::uuid FOR SHARE`;
    const chosen = await choosePoint(tx, ctx, row, { backupId, pointInTime });
    const { point, at, recovery } = chosen;
    if (point.environment.id !== row.id)
      throw new Problem("not_found", `There is no such backup of ${row.name}, or it is not yours to see.`);
    const refusal = await refusalNow(tx, row, point, acceptsDamage);
    if (refusal !== null || point.release === null) throw new Problem("conflict", refusal ?? "");
    const asked = { reason, requesterId: ctx.actor.id, correlationId: ctx.correlationId, now: ctx.now };
    const releaseId = point.release.id;
    const operationId = await writeBesideOperation(tx, row, {
      ...{ ...asked, kind: "scratch", plan: planScratch(recovery) },
      ...{ clusterId: row.clusterId, releaseId },
    });
    const { id, number } = await writeCopy(tx, row, {
      ...{ backupId: point.id, pointInTime: at, releaseId, acceptsDamage, reason, hours, operationId },
      ...{ clusterId: row.clusterId, requesterId: ctx.actor.id, createdAt: ctx.now },
    });
    made({ kind: "scratch_copy", id, name: number });
    note({
      ...{ of: row.name, backupId: point.id, hours, reason, operationId },
      ...(at === null ? {} : { pointInTime: at.toISOString() }),
    });
    const { tenantId } = row;
    const subject = { kind: "operation" as const, id: operationId };
    await announce({ type: "operation.created", tenantId, environmentId: row.id, subject });
    await announce(scratchEvent({ tenantId, environmentId: row.id }));
    afterCommit(() => ctx.ports.bell.ring("operation.run", { operationId }));
    return scratchDetail(tx, ctx, id);
  },
});

type Written = Omit<
  Prisma.ScratchCopyUncheckedCreateInput,
  "tenantId" | "environmentId" | "namespace" | "hostname"
>;

/** The copy's row, with a namespace and an address by its number. @throws Problem `conflict` for an address in use */
async function writeCopy(tx: Tx, row: CopiedRow, written: Written): Promise<{ id: string; number: string }> {
  const { id, number } = await tx.scratchCopy.create({
    data: { ...written, tenantId: row.tenantId, environmentId: row.id, namespace: "", hostname: "" },
    select: { id: true, number: true },
  });
  const namespace = scratchNamespace(row.namespace, number);
  const hostname = scratchHostname(row.hostname, number);
  const taken = await tx.environment.findFirst({ where: { hostname }, select: { name: true } });
  if (taken !== null)
    throw new Problem("conflict", `The address ${hostname} is that of ${taken.name}. Try once more.`);
  await tx.scratchCopy.update({ where: { id }, data: { namespace, hostname } });
  return { id, number: scratchNumber(number) };
}
