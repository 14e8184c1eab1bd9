import "server-only";
import type { ChangeTouches, ClassStanding } from "@/lib/contracts/api/resources/touches";
import type { Tx } from "@/lib/data/client";
import type { Change } from "@/lib/data/generated/client";
import { decide } from "@/lib/domain/access/decide";
import { proposedClass } from "@/lib/domain/change/classify";
import { type Context, grantsOf } from "../context";
import { loadTemplates } from "../template/rows";
import type { ChangeFacts } from "./facts";
import type { Proposal } from "./retouched";

type Known = Pick<ChangeFacts, "findings" | "differences" | "templateSubject">;
type Writers = { authorIds: readonly string[] };

/** The class Holdfast proposes now: standard where a template covers the change. */
export const proposalFor = async (tx: Tx, facts: Known, writers: Writers): Promise<Proposal> =>
  (await loadProposals(tx, facts.templateSubject.now))(facts, writers);

/** The same for many changes, in one query. */
export async function loadProposals(
  tx: Tx,
  now: Date,
): Promise<(facts: Known, writers: Writers) => Proposal> {
  const fitting = await loadTemplates(tx, now);
  return (facts, { authorIds }) => {
    const template = fitting({ ...facts.templateSubject, authorIds });
    return { ...proposedClass(facts.findings, facts.differences, template?.name ?? null), template };
  };
}

type Shown = Pick<ChangeFacts, "findings" | "evidence" | "quarantine">;

export const presentTouches = (
  { findings, evidence, quarantine }: Shown,
  proposal: Proposal,
): ChangeTouches => ({
  flags: [...findings.flags],
  reasons: [...findings.reasons],
  untold: [...findings.untold],
  proposed: proposal.class,
  proposedReason: proposal.reason,
  template: proposal.template && { id: proposal.template.id, name: proposal.template.name },
  evidence: [...evidence],
  quarantine,
});

type Row = Pick<Change, "class" | "classReason" | "state" | "tenantId" | "environmentId" | "trainRingId">;

/** Why the class may not be set now, whoever asks; null when it may. */
export function classRefusal(row: Pick<Row, "class" | "state" | "trainRingId">): string | null {
  if (row.trainRingId !== null) return "It is a car of a train: its class follows from what it touches.";
  if (row.class === "emergency")
    return "An emergency keeps its class. Cancel it and draft another change for anything that can wait.";
  return row.state === "draft" ? null : "Only a draft's class can be set. Revise the change first.";
}

export function presentClass(ctx: Context, row: Row): ClassStanding {
  const scope = { level: "environment" as const, tenantId: row.tenantId, environmentId: row.environmentId };
  const closed = classRefusal(row);
  const can = (action: "change.classify" | "change.lower_class") => {
    const decision = decide(grantsOf(ctx.actor), action, scope);
    const reason = decision.allow ? closed : decision.reason;
    return { allowed: reason === null, reason };
  };
  return { reason: row.classReason, raise: can("change.classify"), lower: can("change.lower_class") };
}
