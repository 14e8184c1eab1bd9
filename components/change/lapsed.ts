import type { Change } from "@/lib/contracts/api/resources/change";

const ASKED: readonly Change["state"][] = ["submitted", "in_review", "approved", "scheduled"];

/**
 * Approvals that were given for this content and count no more, by the id of their decision: while a change can still
 * be decided or started, whatever counts stands on its path.
 */
export function lapsedApprovals({ state, decisions, governance }: Change): ReadonlySet<string> {
  const { steps, complete } = governance.approval;
  if (!ASKED.includes(state) || complete) return new Set();
  const counted = new Set(steps.flatMap(({ given }) => given.map(({ person }) => person.id)));
  const approvals = decisions.filter(({ kind, voidedAt }) => kind === "approved" && voidedAt === null);
  return new Set(approvals.flatMap(({ id, person }) => (counted.has(person.id) ? [] : [id])));
}
