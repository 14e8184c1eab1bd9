import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { objectiveEvent } from "../objective/rows";
import { Nothing, query } from "../query";
import { rulesOf } from "./active";
import { activeRules, changesBetween, gatePolicy } from "./rows";
import { gatePolicyTarget, staleDraft } from "./target";

/** The gate rules: what holds, what is being written, what was before. They belong to no tenant. */
export const getGatePolicy = query({
  action: "policy.read",
  input: Nothing,
  run: ({ ctx }) => gatePolicy(ctx.db.prisma, ctx),
});

/**
 * Makes the draft hold: every gate asked from now on follows it. Refused when another version became active since the
 * draft was begun, since what was tried out would not be what begins to hold.
 */
export const activateDraft = command({
  action: "policy.edit",
  input: API.activateGateDraft.body,
  target: gatePolicyTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    if (row === null || row.revision !== input.revision) throw staleDraft();
    const active = await activeRules(tx);
    if (row.basedOn !== active.number) {
      throw new Problem(
        "conflict",
        `Version ${active.number} became active after this draft was begun. Discard the draft and write it anew.`,
      );
    }
    const changes = changesBetween(active.rules, rulesOf(row));
    if (changes.length === 0)
      throw new Problem("conflict", "The draft says what holds already: there is nothing to activate.");
    await tx.gatePolicyVersion.updateMany({
      where: { state: "active", number: active.number },
      data: { state: "superseded", updatedAt: ctx.now },
    });
    const { count } = await tx.gatePolicyVersion.updateMany({
      where: { id: row.id, state: "draft", revision: input.revision },
      data: {
        ...{ state: "active", reason: input.reason, activatedBy: ctx.actor.name },
        ...{ activatedAt: ctx.now, updatedAt: ctx.now },
      },
    });
    if (count !== 1) throw staleDraft();
    note({ version: row.number, before: active.number, reason: input.reason, changes });
    await announce(objectiveEvent("gate_policy.changed", null, row.id));
    return gatePolicy(tx, ctx);
  },
});
