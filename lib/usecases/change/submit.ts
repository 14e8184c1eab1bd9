import "server-only";
import { MoveChange } from "@/lib/contracts/api/resources/change";
import { Id } from "@/lib/contracts/api/resources/common";
import type { Change } from "@/lib/data/generated/client";
import { Problem } from "@/lib/domain/shared/problem";
import { changeCommand } from "./change-command";
import { loadChangeFacts } from "./facts";
import { keepJudgements } from "./judgement";
import { keepPaths } from "./paths";
import { preApprove } from "./pre-approve";
import { retouched } from "./retouched";
import {
  type Acting,
  assertOpenTo,
  changeContentHash,
  changeMoved,
  changeTarget,
  moveManyByVerb,
} from "./target";
import { tellTurn, tellWriters } from "./tell-moves";
import { proposalFor } from "./touches";

/** Asks for a decision. What fits a template of standard changes is approved at once, in its approver's name. */
export const submitChange = changeCommand({
  action: "change.submit",
  input: MoveChange.extend({ changeId: Id }),
  target: changeTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, afterCommit, note }) => {
    assertOpenTo(ctx, "submit", row, input.version);
    const { refreshed, facts, template, lost } = await refresh({ tx, ctx }, row);
    await submitRows({ tx, ctx }, [refreshed], lost);
    await keepJudgements(tx, "submit", [{ changeId: row.id, facts }], ctx.now);
    const moved = { ...refreshed, state: "submitted" as const, version: refreshed.version + 1 };
    const standard = template === null ? [] : [{ row: moved, facts, template }];
    const beforehand = (await preApprove({ tx, ctx }, standard)).length > 0 ? template : null;
    await tellSubmitted({ tx, ctx, afterCommit }, moved, beforehand?.name ?? null);
    await announce(changeMoved(row, "change.moved"));
    note({
      ...{ contentHash: refreshed.contentHash, class: refreshed.class },
      ...(beforehand === null ? {} : { approvedBeforehandBy: beforehand.name }),
    });
    return row.id;
  },
});

/** Whoever can decide now, and those who wrote it with whoever submitted it. */
async function tellSubmitted(
  telling: Pick<Acting, "tx" | "ctx" | "afterCommit">,
  row: Change,
  template: string | null,
): Promise<void> {
  const { name } = telling.ctx.actor;
  const text =
    template === null ? "It waits for a decision." : `The template ${template} approved it beforehand.`;
  await tellWriters(telling, row, { occasion: "change:submitted", title: `${name} submitted it`, text });
  if (template === null) await tellTurn(telling, row.id);
}

/** What it touches is looked at anew: what runs there may have moved since it was drafted, and a template's limits too. */
async function refresh({ tx, ctx }: Pick<Acting, "tx" | "ctx">, row: Change) {
  const facts = await loadChangeFacts(tx, row, { moment: "approve", now: ctx.now });
  const proposal = await proposalFor(tx, facts, row);
  const { columns: touched, lost } = retouched(row, { releaseId: row.releaseId, facts, proposal });
  const contentHash = changeContentHash({ ...row, class: touched.class });
  const { count } = await tx.change.updateMany({
    where: { id: row.id, state: row.state, version: row.version },
    data: { ...touched, contentHash },
  });
  if (count !== 1) throw new Problem("conflict", "It was changed meanwhile. Look again.", { stale: true });
  const template = touched.class === "standard" ? proposal.template : null;
  return { refreshed: { ...row, ...touched, contentHash }, facts, template, lost };
}

/** The move itself, with the approval path from here on, for whoever has made sure that it is open; announcing is the caller's. */
export async function submitRows(
  { tx, ctx }: Pick<Acting, "tx" | "ctx">,
  rows: readonly Change[],
  note = "",
): Promise<void> {
  await keepPaths(tx, rows);
  await moveManyByVerb("submit", { tx, ctx, rows, note, data: { submittedAt: ctx.now } });
}
