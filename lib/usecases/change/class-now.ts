import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Change } from "@/lib/data/generated/client";
import type { CriticalityTier, Stage } from "@/lib/domain/catalog/stage";
import { approvalPathOf } from "@/lib/domain/change/approval-policy";
import { proposedClass } from "@/lib/domain/change/classify";
import type { FlagFindings } from "@/lib/domain/change/flags";
import type { TemplateSubject } from "@/lib/domain/change/template";
import type { SubmittedClass } from "@/lib/domain/policy/class-as-submitted";
import type { GateMoment } from "@/lib/domain/policy/gate";
import type { ModuleDifference } from "@/lib/domain/release/diff";
import { canonicalJson } from "@/lib/domain/shared/canonical";
import { approvalSettings } from "../approval/settings";
import { loadTemplates } from "../template/rows";
import { retouched, type Touched } from "./retouched";

/** What a stored change keeps of how it was classified. */
export type Classified = Omit<Touched, "releaseId"> &
  Pick<Change, "id" | "state" | "authorIds" | "approvalPath">;
type Subject = { releaseId: string; trainRingId?: string | null } & (Classified | { id?: never });
type Found = {
  place: { stage: Stage; tier: CriticalityTier };
  findings: FlagFindings;
  differences: readonly ModuleDifference[];
  templateSubject: Omit<TemplateSubject, "authorIds">;
};
/** Null where nothing is to be held against: before it was submitted, and once it goes on after its start. */
export type ClassNowOf = (
  asked: { subject: Subject; moment: GateMoment },
  found: Found,
) => SubmittedClass | null;

/** What these changes would be submitted as now. Two queries however many there are; none for drafts. */
export async function loadClassNow(
  db: Tx,
  asked: readonly { subject: Subject; moment: GateMoment }[],
  now: Date,
): Promise<ClassNowOf> {
  const submitted = asked.filter(({ subject, moment }) => isAsked(subject, moment));
  if (submitted.length === 0) return () => null;
  const settings = await approvalSettings(db);
  // A template makes a change less, never more: only what was submitted as standard needs one that covers it still.
  const standard = submitted.some(({ subject }) => subject.id !== undefined && subject.class === "standard");
  const fitting = standard ? await loadTemplates(db, now) : () => null;
  return ({ subject, moment }, { place, findings, differences, templateSubject }) => {
    if (subject.id === undefined || !isAsked(subject, moment)) return null;
    const { authorIds, releaseId, class: was } = subject;
    const template = was === "standard" ? fitting({ ...templateSubject, authorIds }) : null;
    const proposal = { ...proposedClass(findings, differences, template?.name ?? null), template };
    const { columns } = retouched(subject, { releaseId, facts: { findings }, proposal });
    const pathWith = (flags: readonly string[]) =>
      approvalPathOf(settings(was), { ...place, class: was, flags });
    const path = pathWith([...subject.flags, ...findings.flags]);
    const same = canonicalJson(path.steps) === canonicalJson(pathWith(subject.flags).steps);
    return {
      ...{ was, now: columns.class, reason: columns.classReason, otherPath: same ? null : path.rule },
      ofTrain: (subject.trainRingId ?? null) !== null,
    };
  };
}

const isAsked = (subject: Subject, moment: GateMoment): boolean =>
  subject.id !== undefined && subject.state !== "draft" && (moment === "approve" || moment === "start");
