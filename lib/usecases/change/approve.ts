import "server-only";
import { ApproveChange } from "@/lib/contracts/api/resources/change";
import { Id } from "@/lib/contracts/api/resources/common";
import type { Change } from "@/lib/data/generated/client";
import { gateRefusal } from "@/lib/domain/change/can";
import type { Gate } from "@/lib/domain/policy/gate";
import { Problem } from "@/lib/domain/shared/problem";
import { keptPlan, settingsByStage } from "./approved-plan";
import { changeCommand } from "./change-command";
import { type ChangeFacts, loadChangeFacts } from "./facts";
import { keepJudgements } from "./judgement";
import { type Taken, takeSteps } from "./take-steps";
import { type Acting, assertOpenTo, changeMoved, changeTarget, moveManyByVerb } from "./target";
import { endTurn, tellTurn, tellWriters } from "./tell-moves";

/**
 * Gives the approval that is open on the path of a change whose gates all pass, by somebody who wrote none of it. The
 * approval names the content's hash; with the last one the change is approved.
 */
export const approveChange = changeCommand({
  action: "change.approve",
  input: ApproveChange.extend({ changeId: Id }),
  target: changeTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, afterCommit, note }) => {
    assertOpenTo(ctx, "approve", row, input.version);
    const [taken] = await takeSteps({ tx, ctx }, [row]);
    const facts = await loadChangeFacts(tx, row, { moment: "approve", now: ctx.now });
    assertGates(facts.gates, "It cannot be approved yet.");
    const full = await approveRows({ tx, ctx }, [row], { comment: input.comment, factsOf: () => facts });
    if (full.length > 0) await tellApproved({ tx, ctx, afterCommit }, row, input.comment);
    else await tellTurn({ tx, ctx, afterCommit }, row.id);
    await announce(changeMoved(row, "change.moved"));
    note({ contentHash: row.contentHash, comment: input.comment, ...takenFacts(taken) });
    return row.id;
  },
});

/** Tells its authors that a change has every approval now; nobody is asked for one any more. */
export async function tellApproved(
  telling: Pick<Acting, "tx" | "ctx" | "afterCommit">,
  row: Change,
  comment: string,
): Promise<void> {
  await endTurn(telling, row);
  await tellWriters(telling, row, {
    occasion: "change:approved",
    title: `approved by ${telling.ctx.actor.name}`,
    text: `${comment === "" ? "" : `${comment} `}It can be started, or scheduled, by somebody who wrote none of it.`,
  });
}

/** Throws Problem `gate_refused` with the failing gates. */
export function assertGates(gates: readonly Gate[], said: string): void {
  const refusal = gateRefusal("approve", gates);
  if (refusal === null) return;
  throw new Problem("gate_refused", `${said} ${refusal}`, {
    gates: gates.filter(({ verdict }) => verdict === "fail"),
  });
}

/** What the audit log keeps of how an approval was given. */
export const takenFacts = (taken: Taken | undefined): Record<string, unknown> =>
  taken === undefined
    ? {}
    : { step: taken.title, ...(taken.principal === null ? {} : { onBehalfOf: taken.principal.name }) };

/**
 * Decisions and moves, for whoever has made sure that they are open and every gate passes; announcing is the caller's.
 * Each decision keeps the plan it is given for: what is started must be the same. Answers the changes that have every
 * approval now.
 */
export async function approveRows<Row extends Change>(
  { tx, ctx }: Pick<Acting, "tx" | "ctx">,
  rows: readonly Row[],
  { comment, factsOf }: { comment: string; factsOf: (row: Row) => ChangeFacts | undefined },
): Promise<readonly Row[]> {
  const settings = await settingsByStage(tx);
  const taken = await takeSteps({ tx, ctx }, rows);
  const decision = { userId: ctx.actor.id, kind: "approved", comment, at: ctx.now } as const;
  await tx.changeDecision.createMany({
    data: taken.map(({ row, step, principal }) => {
      const facts = factsOf(row);
      const kept = facts === undefined ? {} : keptPlan(facts, settings);
      const given = { step, onBehalfOfId: principal?.id ?? null };
      return { ...decision, ...given, changeId: row.id, contentHash: row.contentHash, ...kept };
    }),
  });
  const judged = taken.flatMap(({ row }) => {
    const facts = factsOf(row);
    return facts === undefined ? [] : [{ changeId: row.id, facts }];
  });
  await keepJudgements(tx, "approve", judged, ctx.now);
  const full = taken.filter(({ completes }) => completes);
  for (const group of byState(full))
    await moveManyByVerb("approve", { tx, ctx, rows: group, note: comment, data: { openRoles: [] } });
  for (const one of taken.filter(({ completes }) => !completes)) await keepOpen({ tx, ctx }, one, comment);
  return full.map(({ row }) => row);
}

/** One approval of several: the change goes into review, or stays there, and asks for the next. */
async function keepOpen(
  { tx, ctx }: Pick<Acting, "tx" | "ctx">,
  { row, title, nextRoles, principal }: Taken,
  comment: string,
): Promise<void> {
  const { count } = await tx.change.updateMany({
    where: { id: row.id, state: row.state, version: row.version },
    data: {
      state: "in_review",
      openRoles: [...nextRoles],
      version: { increment: 1 },
      updatedAt: ctx.now,
    },
  });
  if (count !== 1) throw new Problem("conflict", "It was decided on meanwhile. Reload it.", { stale: true });
  const acting = principal === null ? "" : ` for ${principal.name}`;
  await tx.changeMove.create({
    data: {
      changeId: row.id,
      event: "approval",
      fromState: row.state,
      toState: "in_review",
      actorName: ctx.actor.name,
      note: `“${title}”${acting}${comment === "" ? "" : `: ${comment}`}`,
      at: ctx.now,
    },
  });
}

function byState<Row extends Change>(taken: readonly Taken<Row>[]): readonly (readonly Row[])[] {
  const rows = taken.map(({ row }) => row);
  return [...new Set(rows.map(({ state }) => state))].map((wanted) =>
    rows.filter(({ state }) => state === wanted),
  );
}
