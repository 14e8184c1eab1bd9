import "server-only";
import { z } from "zod";
import { ChangeFlag } from "@/lib/contracts/api/resources/evidence";
import type { ChangeTouches, ClassStanding } from "@/lib/contracts/api/resources/touches";
import type { Tx } from "@/lib/data/client";
import type { Change } from "@/lib/data/generated/client";
import { decide } from "@/lib/domain/access/decide";
import { type ChangeClass, keptClass, lostLowering, proposedClass } from "@/lib/domain/change/classify";
import type { FlagFindings } from "@/lib/domain/change/flags";
import { canonicalJson } from "@/lib/domain/shared/canonical";
import { type Context, grantsOf } from "../context";
import { type FittingTemplate, loadTemplates } from "../template/rows";
import type { ChangeFacts } from "./facts";

export type Proposal = {
  class: ChangeClass;
  reason: string;
  template: FittingTemplate | null;
};

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

/** The columns that follow from what a change touches, when it is drafted. */
export function touchedColumns(facts: Pick<ChangeFacts, "findings">, proposal: Proposal) {
  const { flags, reasons } = facts.findings;
  return {
    class: proposal.class,
    proposedClass: proposal.class,
    classReason: proposal.reason,
    flags: [...flags],
    flagReasons: reasons.map((reason) => ({ ...reason })),
    templateId: proposal.class === "standard" ? (proposal.template?.id ?? null) : null,
  };
}

type Retouched = Pick<
  Change,
  "class" | "proposedClass" | "classReason" | "releaseId" | "flags" | "flagReasons"
>;

/**
 * The same when its content or what runs has changed since: a class people have raised stays, a lowered one on its own
 * ground only. `lost` says that a lowering fell away, empty otherwise.
 */
export function retouched(
  row: Retouched,
  {
    releaseId,
    facts,
    proposal,
  }: { releaseId: string; facts: Pick<ChangeFacts, "findings">; proposal: Proposal },
) {
  const was = { class: row.class, proposed: row.proposedClass };
  const sameGround =
    row.releaseId === releaseId && groundOf(storedFindings(row)) === groundOf(facts.findings);
  const kept = keptClass(was, { proposed: proposal.class, sameGround });
  const columns = touchedColumns(facts, proposal);
  if (kept !== proposal.class)
    return { columns: { ...columns, class: kept, classReason: row.classReason, templateId: null }, lost: "" };
  const lost = lostLowering(was, kept);
  return { columns: { ...columns, classReason: `${proposal.reason} ${lost}`.trimEnd() }, lost };
}

/** What a class is proposed by, as far as it is kept with a change. */
const groundOf = ({ flags, reasons }: Pick<FlagFindings, "flags" | "reasons">): string =>
  canonicalJson({ flags, reasons });

const Reasons = z.array(z.object({ flag: ChangeFlag, module: z.string().nullable(), sentence: z.string() }));

/** What was written down when it was submitted; for a change that ended, which nothing is held against any more. */
export function storedFindings(row: Pick<Change, "flags" | "flagReasons">) {
  return {
    flags: row.flags.flatMap((flag) => ChangeFlag.safeParse(flag).data ?? []),
    reasons: Reasons.safeParse(row.flagReasons).data ?? [],
    untold: [],
  };
}

export const storedProposal = (row: Pick<Change, "proposedClass" | "classReason">): Proposal => ({
  ...{ class: row.proposedClass, reason: row.classReason, template: null },
});

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
