import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { ClearDrill } from "@/lib/contracts/api/resources/drill";
import type { Tx } from "@/lib/data/client";
import { drillEvent } from "@/lib/data/ledger/drill-rows";
import { clearingRefusal } from "@/lib/domain/drill/clearing";
import { planClearing } from "@/lib/domain/drill/plan";
import { drillNumber } from "@/lib/domain/drill/state";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { writeDrillOperation } from "./operation";
import { drillDetail } from "./present";
import { drillTarget } from "./rows";

/**
 * Tries once more to remove what a drill left after its tear-down had failed. What the drill showed stays as it is;
 * the finding about what was left closes itself when nothing is.
 */
export const clearDrill = command({
  action: "drill.clear",
  input: ClearDrill.extend({ drillId: Id }),
  target: drillTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, afterCommit, note }) => {
    const drill = await lockLeft(tx, row.id, input.version);
    const operationId = await writeDrillOperation(tx, drill.environment, {
      plan: planClearing(),
      ...{ clusterId: drill.clusterId, releaseId: drill.releaseId, reason: input.reason },
      requesterId: ctx.actor.kind === "person" ? ctx.actor.id : null,
      ...{ correlationId: ctx.correlationId, now: ctx.now },
    });
    const data = { clearOperationId: operationId, version: { increment: 1 } };
    await tx.drill.update({ where: { id: drill.id }, data });
    note({ operationId, reason: input.reason });
    const { tenantId, environmentId } = drill;
    const subject = { kind: "operation" as const, id: operationId };
    await announce({ type: "operation.created", tenantId, environmentId, subject });
    await announce(drillEvent(drill));
    afterCommit(() => ctx.ports.bell.ring("operation.run", { operationId }));
    return drillDetail(tx, ctx, drill.id);
  },
});

/** The drill, held until the commit. @throws Problem `conflict` when it has moved or nothing is to be removed */
async function lockLeft(tx: Tx, id: string, version: number) {
  await tx.$queryRaw`SELECT id FROM drill WHERE id = ${id}::uuid FOR UPDATE`;
  const include = { environment: true, clearOperation: { select: { id: true, state: true } } } as const;
  const drill = await tx.drill.findUniqueOrThrow({ where: { id }, include });
  const { clearOperation: clearing, state, tornDown } = drill;
  const refusal = clearingRefusal({ number: drillNumber(drill.number), state, tornDown, clearing });
  if (refusal !== null) throw new Problem("conflict", refusal);
  if (drill.version !== version)
    throw new Problem("conflict", "This drill was changed meanwhile. Look again, then decide.");
  return drill;
}
