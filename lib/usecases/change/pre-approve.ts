import "server-only";
import type { Change } from "@/lib/data/generated/client";
import { gateRefusal } from "@/lib/domain/change/can";
import type { FittingTemplate } from "../template/rows";
import { keptPlan, settingsByStage } from "./approved-plan";
import type { ChangeFacts } from "./facts";
import { pathData } from "./paths";
import { type Acting, moveManyByVerb } from "./target";

type Standard<Row extends Change> = { row: Row; facts: ChangeFacts; template: FittingTemplate };

/**
 * Approves standard changes that have just been submitted, in the name of who approved their template. Answers those it
 * approved: where a gate refuses, a change waits for people like any other.
 */
export async function preApprove<Row extends Change>(
  { tx, ctx }: Pick<Acting, "tx" | "ctx">,
  standard: readonly Standard<Row>[],
): Promise<readonly Row[]> {
  const open = standard.filter(({ facts }) => gateRefusal("approve", facts.gates) === null);
  if (open.length === 0) return [];
  const settings = await settingsByStage(tx);
  const templates = new Map(open.map(({ template }) => [template.id, template]));
  for (const template of templates.values()) {
    const covered = open.filter((one) => one.template.id === template.id);
    const comment = `Approved beforehand by the template ${template.name}.`;
    // What they need no more: a trigger holds the number of approvals against the state.
    await tx.change.updateMany({
      where: { id: { in: covered.map(({ row }) => row.id) } },
      data: pathData({
        ...{ rule: `Template ${template.name}`, steps: [] },
        ...{ approvalDays: APPROVAL_DAYS, reviewDays: null },
      }),
    });
    await tx.changeDecision.createMany({
      data: covered.map(({ row, facts }) => ({
        ...{ changeId: row.id, userId: template.approvedById, kind: "approved" as const, comment },
        ...{ templateId: template.id, contentHash: row.contentHash, at: ctx.now },
        ...keptPlan(facts, settings),
      })),
    });
    await moveManyByVerb("approve", { tx, ctx, rows: covered.map(({ row }) => row), note: comment });
  }
  return open.map(({ row }) => row);
}

/** As long as an approval of a standard change stands. */
const APPROVAL_DAYS = 7;
