import "server-only";
import { ApprovalPath as PathSchema } from "@/lib/contracts/api/resources/approval";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { decide, rolesOver, type Scope } from "@/lib/domain/access/decide";
import {
  type ApprovalPath,
  type ApprovalState,
  approvalState,
  type Candidate,
  type GivenDecision,
  missingApprovals,
  type Person,
  takeStep,
} from "@/lib/domain/change/approval-path";
import { approvalDefaults } from "@/lib/domain/change/approval-policy";
import { momentIn } from "@/lib/domain/shared/moment";
import { type Context, grantsOf } from "../context";

/** A decision without the plan it was given for, which is large. */
export const decisionSelect = {
  id: true,
  changeId: true,
  kind: true,
  comment: true,
  step: true,
  contentHash: true,
  voidedAt: true,
  templateId: true,
  at: true,
  user: { select: { id: true, name: true } },
  onBehalfOf: { select: { id: true, name: true } },
} satisfies Prisma.ChangeDecisionSelect;
type DecisionRow = Prisma.ChangeDecisionGetPayload<{ select: typeof decisionSelect }>;

export type PathRow = {
  id: string;
  tenantId: string;
  environmentId: string;
  authorIds: string[];
  contentHash: string;
  approvalPath: unknown;
};

/** The path kept with a change; one submitted before paths were kept asks for one release manager. */
export function pathOf(row: Pick<PathRow, "approvalPath">): ApprovalPath {
  const parsed = PathSchema.safeParse(row.approvalPath);
  if (parsed.success) return parsed.data;
  const { approvalDays, otherwise } = approvalDefaults("normal");
  return { rule: "", steps: otherwise, approvalDays, reviewDays: null };
}

export const givenOf = (row: DecisionRow): GivenDecision => ({
  person: { id: row.user.id, name: row.user.name },
  onBehalfOf: row.onBehalfOf,
  kind: row.kind,
  step: row.step,
  contentHash: row.contentHash,
  voided: row.voidedAt !== null,
  beforehand: row.templateId !== null,
  at: row.at,
});

/** Where a change stands on its path, from rows that are loaded already. */
export function approvalsIn(row: PathRow, decisions: readonly DecisionRow[], now: Date): ApprovalState {
  const { authorIds, contentHash } = row;
  const path = pathOf(row);
  return approvalState({ path, decisions: decisions.map(givenOf), authorIds, contentHash, now });
}

/** Where changes stand on their paths, in one query. Call it inside the transaction that acts. */
export async function loadApprovals(
  db: Tx,
  rows: readonly PathRow[],
  now: Date,
): Promise<(row: PathRow) => ApprovalState> {
  const decisions = await db.changeDecision.findMany({
    where: { changeId: { in: rows.map(({ id }) => id) } },
    select: decisionSelect,
    orderBy: [{ at: "asc" }, { id: "asc" }],
  });
  return (row) =>
    approvalsIn(
      row,
      decisions.filter(({ changeId }) => changeId === row.id),
      now,
    );
}

/** Before anything was decided: asked as of then, no approval has lapsed yet. */
const BEFORE_ALL = new Date(0);

/**
 * What is missing though age is left aside, as the database counts: what was taken back, or never given. Null when only
 * time may have passed over the approvals; such a change is still approved, and says that they lapsed.
 */
export const approvalsMissing = async (db: Tx, row: PathRow): Promise<string | null> =>
  missingApprovals((await loadApprovals(db, [row], BEFORE_ALL))(row));

const scopeOf = (row: { tenantId: string; environmentId: string }): Scope => ({
  level: "environment",
  tenantId: row.tenantId,
  environmentId: row.environmentId,
});

/** The reader as somebody who may decide: by own roles, and by what others lent. */
export const candidateOf = (ctx: Context, row: { tenantId: string; environmentId: string }): Candidate => ({
  id: ctx.actor.id,
  name: ctx.actor.name,
  capacities: rolesOver(grantsOf(ctx.actor), "change.approve", scopeOf(row)).map(({ role, lentBy }) => ({
    role,
    principal: lentBy ?? null,
  })),
});

/** Why the reader cannot give the approval that is open; null when they can. */
export function approvalRefusal(ctx: Context, row: PathRow, state: ApprovalState): string | null {
  if (!decide(grantsOf(ctx.actor), "change.approve", scopeOf(row)).allow) return null;
  const taking = takeStep(state, candidateOf(ctx, row), row.authorIds, "you");
  return taking.may ? null : taking.reason;
}

/** Whose lent right an approval by this person would use; null when it is their own, or there is none to give. */
export function approvesFor(ctx: Context, row: PathRow, state: ApprovalState): Person | null {
  const taking = takeStep(state, candidateOf(ctx, row), row.authorIds, "you");
  return taking.may ? taking.as.principal : null;
}

/** Why what was approved does not let the change start; null when it does. */
export function unapproved(state: ApprovalState, timeZone: string): string | null {
  const missing = missingApprovals(state);
  if (missing === null) return null;
  const [old] = state.lapsed;
  const since = old === undefined ? "" : ` ${old.person.name} approved it ${momentIn(old.at, timeZone)}.`;
  return `No approval stands for this content any more: ${missing}${since} Return it to draft and ask for a decision again.`;
}
