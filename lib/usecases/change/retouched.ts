import "server-only";
import { z } from "zod";
import { ChangeFlag } from "@/lib/contracts/api/resources/evidence";
import type { Change } from "@/lib/data/generated/client";
import { type ChangeClass, keptClass, lostLowering } from "@/lib/domain/change/classify";
import type { FlagFindings } from "@/lib/domain/change/flags";
import { canonicalJson } from "@/lib/domain/shared/canonical";
import type { FittingTemplate } from "../template/rows";

export type Proposal = {
  class: ChangeClass;
  reason: string;
  template: FittingTemplate | null;
};

/** The columns that follow from what a change touches, when it is drafted. */
export function touchedColumns(facts: { findings: FlagFindings }, proposal: Proposal) {
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

/** What is kept with a change of what it touched when it was looked at last. */
export type Touched = Pick<
  Change,
  "class" | "proposedClass" | "classReason" | "releaseId" | "flags" | "flagReasons"
>;

/**
 * The same when its content or what runs has changed since: a class people have raised stays, a lowered one on its own
 * ground only. `lost` says that a lowering fell away, empty otherwise.
 */
export function retouched(
  row: Touched,
  {
    releaseId,
    facts,
    proposal,
  }: { releaseId: string; facts: { findings: FlagFindings }; proposal: Proposal },
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
