import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { objectiveEvent } from "../objective/rows";
import { scopeOfBinding } from "./grants";
import { delegationsOf } from "./list";

/** Takes a delegation back, by whoever gave it. What was decided by it stays. */
export const revokeDelegation = command({
  action: "delegation.give",
  input: API.revokeDelegation.params,
  target: async (tx, { delegationId }, ctx) => {
    const row = await tx.delegation.findUnique({ where: { id: delegationId } });
    // Another person's is nobody else's to see.
    if (row === null || row.fromId !== ctx.actor.id) return null;
    const { id, tenantId, environmentId } = row;
    return {
      row,
      scope: scopeOfBinding(row),
      kind: "delegation",
      id,
      name: "delegation",
      tenantId,
      environmentId,
    };
  },
  run: async ({ tx, ctx, input, target: { row }, announce }) => {
    const { count } = await tx.delegation.updateMany({
      where: { id: input.delegationId, revokedAt: null, endsAt: { gt: ctx.now } },
      data: { revokedAt: ctx.now },
    });
    if (count !== 1) throw new Problem("conflict", "This delegation has ended already.");
    await announce(objectiveEvent("delegation.revoked", row.tenantId, row.id));
    return delegationsOf(tx, ctx);
  },
});
