import "server-only";
import type { Change } from "@/lib/data/generated/client";
import { gateRefusal } from "@/lib/domain/change/can";
import { keptPlan, settingsByStage } from "./approved-plan";
import type { ChangeFacts } from "./facts";
import { pathData } from "./paths";
import { type Acting, moveThrough } from "./target";
import type { Proposal } from "./touches";

/**
 * Approves a standard change that has just been submitted, in the name of who approved its template. Answers whether it
 * did: where a gate refuses, it waits for people like any other.
 */
export async function preApprove(
  { tx, ctx }: Pick<Acting, "tx" | "ctx">,
  row: Change,
  { facts, template }: { facts: ChangeFacts; template: NonNullable<Proposal["template"]> },
): Promise<boolean> {
  if (gateRefusal("approve", facts.gates) !== null) return false;
  const settings = await settingsByStage(tx);
  const comment = `Approved beforehand by the template ${template.name}.`;
  // What it needs no more: a trigger holds the number of approvals against the state.
  await tx.change.update({
    where: { id: row.id },
    data: pathData({
      ...{ rule: `Template ${template.name}`, steps: [] },
      ...{ approvalDays: APPROVAL_DAYS, reviewDays: null },
    }),
    select: { id: true },
  });
  await tx.changeDecision.create({
    data: {
      ...{ changeId: row.id, userId: template.approvedById, kind: "approved", comment, at: ctx.now },
      ...{ templateId: template.id, contentHash: row.contentHash },
      ...keptPlan(facts, settings),
    },
  });
  await moveThrough({ tx, ctx, row, events: ["start_review", "approve"], note: comment });
  return true;
}

/** As long as an approval of a standard change stands. */
const APPROVAL_DAYS = 7;
