import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { Tx } from "@/lib/data/client";
import { changeNumber } from "@/lib/domain/change/number";
import { debtRefusal } from "@/lib/domain/change/review";
import { Problem } from "@/lib/domain/shared/problem";
import { startedBy } from "./asking";
import { changeCommand } from "./change-command";
import { loadChangeFacts } from "./facts";
import { changeDetailInclude } from "./rows";
import { changeMoved } from "./target";

const load = (tx: Tx, id: string) =>
  tx.changeDebt.findUnique({
    where: { id },
    include: { change: { include: { operations: changeDetailInclude.operations } } },
  });

/**
 * Settles one thing an emergency owes, saying what was done; never who wrote it. Evidence is not talked away: its gate has to pass by now.
 */
export const payChangeDebt = changeCommand({
  action: "change.pay_debt",
  input: API.payChangeDebt.body.extend(API.payChangeDebt.params.shape),
  target: async (tx, { debtId }) => {
    const row = await load(tx, debtId);
    if (row === null) return null;
    const { id, number, tenantId, environmentId } = row.change;
    const scope = { level: "environment" as const, tenantId, environmentId };
    return { row, scope, kind: "change", id, name: changeNumber(number), tenantId, environmentId };
  },
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    const refusal = debtRefusal(ctx.actor.id, row.change.authorIds);
    if (refusal !== null) throw new Problem("forbidden", refusal);
    if (row.gateId === "evidence_complete") {
      const facts = await loadChangeFacts(tx, row.change, {
        ...{ moment: "approve", now: ctx.now },
        // Held against what ran before, or what it touched would be asked for no more.
        ...startedBy(row.change.operations[0]),
      });
      const gate = facts.gates.find(({ id }) => id === row.gateId);
      if (gate !== undefined && (gate.verdict === "owed" || gate.verdict === "fail"))
        throw new Problem("conflict", `The evidence is still missing. ${gate.fact}`);
    }
    const { count } = await tx.changeDebt.updateMany({
      where: { id: row.id, paidAt: null },
      data: { paidAt: ctx.now, paidById: ctx.actor.id, note: input.note },
    });
    if (count !== 1) throw new Problem("conflict", "It is settled already.", { stale: true });
    note({ debt: row.gateId, said: input.note });
    await announce(changeMoved(row.change, "change.settled"));
    return row.changeId;
  },
});
