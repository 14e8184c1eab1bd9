import "server-only";
import type { Debt, Review, Waiver } from "@/lib/contracts/api/resources/governance";
import { decide } from "@/lib/domain/access/decide";
import type { Gate } from "@/lib/domain/policy/gate";
import { isOutgrown } from "@/lib/domain/policy/waiver";
import { waiverConfirmRefusal, waiverWithdrawRefusal } from "@/lib/domain/policy/waiver-rules";
import { type Context, grantsOf } from "../context";
import type { ChangeDetailRow } from "./rows";

type WaiverRow = ChangeDetailRow["waivers"][number];

/** Who gave an approval, and whose right was used for one. */
export const approverIdsOf = (
  decisions: readonly { kind: string; user: { id: string }; onBehalfOf: { id: string } | null }[],
): string[] =>
  decisions
    .filter(({ kind }) => kind === "approved")
    .flatMap(({ user, onBehalfOf }) => (onBehalfOf === null ? [user.id] : [user.id, onBehalfOf.id]));

export function presentWaiver(
  ctx: Context,
  { row, gates }: { row: ChangeDetailRow; gates: readonly Gate[] },
  waiver: WaiverRow,
): Waiver {
  const over =
    waiver.withdrawnAt !== null || waiver.expiresAt <= ctx.now || waiver.contentHash !== row.contentHash;
  const scope = {
    level: "environment" as const,
    tenantId: row.tenantId,
    environmentId: row.environmentId,
  };
  const decision = decide(grantsOf(ctx.actor), "gate.waive", scope);
  const can = (refusal: string | null) => {
    const reason = decision.allow ? refusal : decision.reason;
    return { allowed: reason === null, reason };
  };
  const outgrown = !over && isOutgrown(waiver, gates);
  const facts = {
    ...{ over, outgrown, confirmed: waiver.confirmedAt !== null, askedById: waiver.askedById },
    personId: ctx.actor.id,
    authorIds: row.authorIds,
  };
  return {
    id: waiver.id,
    gateId: waiver.gateId,
    gateTitle: waiver.gateTitle,
    gateFact: waiver.gateFact,
    reason: waiver.reason,
    askedBy: waiver.askedBy,
    askedAt: waiver.askedAt.toISOString(),
    expiresAt: waiver.expiresAt.toISOString(),
    confirmedBy: waiver.confirmedBy,
    confirmedAt: waiver.confirmedAt?.toISOString() ?? null,
    state: over ? "over" : outgrown ? "outgrown" : waiver.confirmedAt === null ? "asked" : "standing",
    can: { confirm: can(waiverConfirmRefusal(facts)), withdraw: can(waiverWithdrawRefusal(facts)) },
  };
}

export const presentDebt = (debt: ChangeDetailRow["debts"][number], now: Date): Debt => ({
  id: debt.id,
  gateId: debt.gateId,
  title: debt.title,
  fact: debt.fact,
  remedy: debt.remedy,
  dueAt: debt.dueAt.toISOString(),
  overdue: debt.paidAt === null && debt.dueAt <= now,
  paid:
    debt.paidAt === null
      ? null
      : { by: debt.paidBy?.name ?? "Somebody", at: debt.paidAt.toISOString(), note: debt.note },
});

export const presentReview = (review: NonNullable<ChangeDetailRow["review"]>): Review => ({
  reviewer: review.reviewer,
  at: review.at.toISOString(),
  outcome: review.outcome,
  wentWell: review.wentWell,
  wentBadly: review.wentBadly,
  causes: review.causes as Review["causes"],
  causeText: review.causeText,
  actions: review.actions.map(({ id, title, owner, dueOn, doneAt, note }) => ({
    ...{ id, title, owner },
    dueOn: dueOn.toISOString().slice(0, 10),
    done: doneAt === null ? null : { at: doneAt.toISOString(), note },
  })),
});
