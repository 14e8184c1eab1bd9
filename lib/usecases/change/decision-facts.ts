import "server-only";
import type { Approval, Governance } from "@/lib/contracts/api/resources/governance";
import type { Tx } from "@/lib/data/client";
import { peopleWith } from "@/lib/data/notices";
import type { Action } from "@/lib/domain/access/actions";
import { decide } from "@/lib/domain/access/decide";
import { ROLES } from "@/lib/domain/access/roles";
import { type ApprovalState, missingApprovals, rolesInWords } from "@/lib/domain/change/approval-path";
import {
  type ChangeVerb,
  dutyRefusal,
  gateRefusal,
  stateRefusal,
  trainRefusal,
} from "@/lib/domain/change/can";
import { declareRefusal } from "@/lib/domain/change/emergency";
import { closeRefusal, debtRefusal, reviewRefusal } from "@/lib/domain/change/review";
import type { Gate } from "@/lib/domain/policy/gate";
import { isPolicyGate } from "@/lib/domain/policy/waiver";
import { waiverStateRefusal } from "@/lib/domain/policy/waiver-rules";
import { type Context, grantsOf } from "../context";
import { approvalRefusal, approvesFor } from "./approvals";
import { approversFor } from "./approvers";
import { approverIdsOf, presentDebt, presentReview, presentWaiver } from "./governance-parts";
import type { ChangeDetailRow } from "./rows";
import { trainOf } from "./target";

const MOST_PEOPLE = 200;

/** Who has to agree to a change, what was let pass, what is owed, what was said and learned. */
export async function governanceOf(
  db: Tx,
  ctx: Context,
  row: ChangeDetailRow,
  { gates, approvals, rule }: { gates: readonly Gate[]; approvals: ApprovalState; rule: string },
): Promise<Governance> {
  const debts = row.debts.map((debt) => presentDebt(debt, ctx.now));
  const open = row.review?.actions.filter(({ doneAt }) => doneAt === null).length ?? 0;
  return {
    approval: await presentApproval(db, row, { approvals, rule, now: ctx.now }),
    waivers: row.waivers.map((waiver) => presentWaiver(ctx, { row, gates }, waiver)),
    waivable: gates.filter((gate) => gate.verdict === "fail" && isPolicyGate(gate)).map(({ id }) => id),
    emergency: row.emergencyReason === null ? null : { reason: row.emergencyReason },
    reviewDueAt: row.reviewDueAt?.toISOString() ?? null,
    reviewOverdue: row.reviewDueAt !== null && row.review === null && row.reviewDueAt <= ctx.now,
    debts,
    review: row.review === null ? null : presentReview(row.review),
    comments: row.comments.map(({ id, author, text, at }) => ({ id, author, text, at: at.toISOString() })),
    people: await peopleOver(db, row),
    approvesFor: approvesFor(ctx, row, approvals),
    can: cansOf(ctx, row, {
      gates,
      approvals,
      open: { actions: open, debts: debts.filter(({ paid }) => paid === null).length },
    }),
  };
}

type Placed = { tenantId: string; environmentId: string; authorIds: readonly string[] };

/** Where a change stands on its path, whose turn it is, and who decides there but not on this. */
export async function presentApproval(
  db: Tx,
  place: Placed,
  { approvals, rule, now }: { approvals: ApprovalState; rule: string; now: Date },
): Promise<Approval> {
  return {
    rule,
    steps: approvals.steps.map(({ title, roles, quorum, state, given }) => ({
      ...{ title, roles: rolesInWords(roles), quorum, state },
      given: given.map(({ person, onBehalfOf, at }) => ({ person, onBehalfOf, at: at.toISOString() })),
    })),
    complete: approvals.complete,
    missing: missingApprovals(approvals),
    until: approvals.until?.toISOString() ?? null,
    ...(await approversFor(db, place, approvals, now)),
  };
}

/** People who see the change: by role over its environment, at most 200, by name. */
export async function peopleOver(
  db: Tx,
  place: { tenantId: string; environmentId: string },
): Promise<{ id: string; name: string }[]> {
  const ids = await peopleWith(db, place, ROLES);
  return db.user.findMany({
    where: { id: { in: ids.slice(0, MOST_PEOPLE) } },
    select: { id: true, name: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: MOST_PEOPLE,
  });
}

type Ground = {
  gates: readonly Gate[];
  approvals: ApprovalState;
  open: { actions: number; debts: number };
};

function cansOf(ctx: Context, row: ChangeDetailRow, ground: Ground): Governance["can"] {
  const scope = {
    level: "environment" as const,
    tenantId: row.tenantId,
    environmentId: row.environmentId,
  };
  const can = (action: Action, refusal: string | null) => {
    const decision = decide(grantsOf(ctx.actor), action, scope);
    const reason = decision.allow ? refusal : decision.reason;
    return { allowed: reason === null, reason };
  };
  const train = trainRefusal(trainOf(row));
  const moves = (verb: ChangeVerb) =>
    train ?? stateRefusal(verb, row.state) ?? dutyRefusal(verb, ctx.actor.id, row.authorIds);
  const { gates, approvals, open } = ground;
  return {
    requestChanges: can("change.request_changes", moves("reject")),
    approveAndStart: can(
      "change.approve",
      (row.class === "emergency" ? null : "Only an emergency is approved and started in one.") ??
        moves("approve") ??
        approvalRefusal(ctx, row, approvals) ??
        gateRefusal("approve", gates),
    ),
    declareEmergency: can("change.emergency", train ?? declareRefusal(row.class, row.state)),
    comment: can("change.comment", null),
    waive: can("gate.waive", waiverStateRefusal(row.state)),
    payDebt: can("change.pay_debt", debtRefusal(ctx.actor.id, row.authorIds)),
    review: can(
      "change.review",
      reviewRefusal({
        state: row.state,
        emergency: row.class === "emergency",
        personId: ctx.actor.id,
        authorIds: row.authorIds,
        approverIds: approverIdsOf(row.decisions),
        starterId: row.operations[0]?.requesterId ?? null,
      }),
    ),
    close: can("change.close", closeRefusal(row.state, open)),
  };
}
