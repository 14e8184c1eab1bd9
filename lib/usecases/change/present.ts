import "server-only";
import type { ChangeActions, ChangeBrief } from "@/lib/contracts/api/resources/change";
import { decide } from "@/lib/domain/access/decide";
import { ROLE_NAMES, type Role } from "@/lib/domain/access/roles";
import { type ApprovalState, takeStep } from "@/lib/domain/change/approval-path";
import {
  type CanFacts,
  CHANGE_VERBS,
  type ChangeVerb,
  canChange,
  dutyRefusal,
  stateRefusal,
} from "@/lib/domain/change/can";
import { changeNumber } from "@/lib/domain/change/number";
import { reviewRefusal } from "@/lib/domain/change/review";
import { type Context, grantsOf } from "../context";
import { approvalRefusal, approvalsIn, candidateOf, unapproved } from "./approvals";
import { approverIdsOf } from "./governance-parts";
import type { ChangeDetailRow, ChangeRow } from "./rows";
import { trainOf } from "./target";

const scopeOf = (row: { tenantId: string; environmentId: string }) => ({
  level: "environment" as const,
  tenantId: row.tenantId,
  environmentId: row.environmentId,
});

/** An emergency that has ended and nobody has looked at. */
const awaitsReview = ({ reviewDueAt, state }: Pick<ChangeRow, "reviewDueAt" | "state">): boolean =>
  reviewDueAt !== null && (state === "succeeded" || state === "rolled_back" || state === "failed");

const mayReview = (ctx: Context, row: ChangeRow): boolean =>
  decide(grantsOf(ctx.actor), "change.review", scopeOf(row)).allow &&
  reviewRefusal({
    ...{ state: row.state, emergency: row.class === "emergency", personId: ctx.actor.id },
    ...{ authorIds: row.authorIds, approverIds: approverIdsOf(row.decisions) },
    starterId: row.operations[0]?.requesterId ?? null,
  }) === null;

/**
 * Whether the change waits for this person: to decide on it, to start it, to look back at it, or to finish one's own
 * draft. One that is scheduled waits for its time and for nobody.
 */
export function waitsFor(ctx: Context, row: ChangeRow): boolean {
  // A car waits for nobody by itself: its train does.
  if (row.trainRingId !== null) return false;
  if (row.state === "draft") return row.requesterId === ctx.actor.id;
  if (awaitsReview(row)) return mayReview(ctx, row);
  if (row.state === "scheduled") return false;
  const verb: ChangeVerb = row.state === "approved" ? "start" : "approve";
  if (stateRefusal(verb, row.state) !== null) return false;
  if (dutyRefusal(verb, ctx.actor.id, row.authorIds) !== null) return false;
  if (verb === "start") return decide(grantsOf(ctx.actor), "change.start", scopeOf(row)).allow;
  const state = approvalsIn(row, row.decisions, ctx.now);
  return takeStep(state, candidateOf(ctx, row), row.authorIds, "you").may;
}

export function presentChangeBrief(ctx: Context, row: ChangeRow, gatesFailing: number | null): ChangeBrief {
  const dueAt = awaitsReview(row) ? row.reviewDueAt : null;
  return {
    id: row.id,
    number: changeNumber(row.number),
    title: row.title,
    class: row.class,
    state: row.state,
    outcome: row.outcome,
    tenant: row.tenant,
    environment: {
      id: row.environment.id,
      name: row.environment.name,
      stage: row.environment.stage,
      timeZone: row.environment.timeZone,
    },
    release: { id: row.release.id, name: row.release.name, digest: row.release.digest },
    requester: row.requester,
    schemaChange: row.flags.includes("schema"),
    gatesFailing,
    waitsForMe: waitsFor(ctx, row),
    reviewDueAt: dueAt?.toISOString() ?? null,
    reviewOverdue: dueAt !== null && dueAt <= ctx.now,
    plannedStart: row.plannedStart?.toISOString() ?? null,
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** What the reader may do with the change now, with the reason where not. */
export function presentCan(
  ctx: Context,
  row: ChangeDetailRow,
  gates: CanFacts["gates"],
  approvals: ApprovalState,
): ChangeActions {
  const facts: CanFacts = {
    grants: grantsOf(ctx.actor),
    scope: scopeOf(row),
    personId: ctx.actor.id,
    authorIds: row.authorIds,
    state: row.state,
    gates,
    train: trainOf(row),
    approval: approvalRefusal(ctx, row, approvals),
    approved: unapproved(approvals, row.environment.timeZone),
  };
  return Object.fromEntries(CHANGE_VERBS.map((verb) => [verb, canChange(verb, facts)])) as ChangeActions;
}

/** The person's roles in words. */
export const roleWords = (bindings: readonly { role: Role }[]): string =>
  [...new Set(bindings.map(({ role }) => ROLE_NAMES[role]))].join(", ");
