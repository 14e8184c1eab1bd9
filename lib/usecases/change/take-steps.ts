import "server-only";
import type { Change } from "@/lib/data/generated/client";
import type { Role } from "@/lib/domain/access/roles";
import { type Person, takeStep } from "@/lib/domain/change/approval-path";
import { changeNumber } from "@/lib/domain/change/number";
import { Problem } from "@/lib/domain/shared/problem";
import { candidateOf, loadApprovals } from "./approvals";
import type { Acting } from "./target";

export type Taken<Row extends Change = Change> = {
  row: Row;
  step: number;
  title: string;
  /** Whose right is used; null for an own one. */
  principal: Person | null;
  /** Whether this is the last approval the path asks for. */
  completes: boolean;
  /** Roles of the step that is open afterwards. */
  nextRoles: readonly Role[];
};

/**
 * Which approval the actor would give to each of these changes, and by whose right.
 * @throws Problem `forbidden` for the first they cannot approve: wrong role, wrote it, approved it already
 */
export async function takeSteps<Row extends Change>(
  { tx, ctx }: Pick<Acting, "tx" | "ctx">,
  rows: readonly Row[],
): Promise<readonly Taken<Row>[]> {
  const approvals = await loadApprovals(tx, rows, ctx.now);
  return rows.map((row) => {
    const state = approvals(row);
    const taking = takeStep(state, candidateOf(ctx, row), row.authorIds, "you");
    if (!taking.may) {
      const which = rows.length === 1 ? "" : `${changeNumber(row.number)}: `;
      throw new Problem("forbidden", `${which}${taking.reason}`);
    }
    const step = state.steps[taking.step];
    if (step === undefined) throw new Error(`The path of change ${row.id} has no step ${taking.step}.`);
    const fills = step.given.length + 1 >= step.quorum;
    const next = fills ? state.steps.find(({ state: at }) => at === "later") : step;
    return {
      ...{ row, step: taking.step, title: step.title, principal: taking.as.principal },
      completes: next === undefined,
      nextRoles: next?.roles ?? [],
    };
  });
}
