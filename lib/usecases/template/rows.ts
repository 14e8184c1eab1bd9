import "server-only";
import { ChangeFlag } from "@/lib/contracts/api/resources/evidence";
import type { Tx } from "@/lib/data/client";
import type { ChangeTemplate as Row } from "@/lib/data/generated/client";
import { type ChangeTemplate, type TemplateSubject, templateRefusal } from "@/lib/domain/change/template";
import type { TemplateFacts } from "@/lib/domain/policy/within-template";

/** A row as the rules see it; a flag they do not know any more allows nothing. */
export const templateOf = (row: Row): ChangeTemplate => ({
  ...row,
  flagsAllowed: row.flagsAllowed.flatMap((flag) => ChangeFlag.safeParse(flag).data ?? []),
});

/** So many templates are tried; a fleet has a handful. */
const TEMPLATES = 100;

export type FittingTemplate = { id: string; name: string; approvedById: string };

/** The templates that stand, in one query; answers the first, by name, that a change fits now, null when none. */
export async function loadTemplates(
  db: Tx,
  now: Date,
): Promise<(subject: TemplateSubject) => FittingTemplate | null> {
  const rows = await db.changeTemplate.findMany({
    where: { retiredAt: null, suspendedAt: null, validUntil: { gt: now } },
    orderBy: { name: "asc" },
    take: TEMPLATES,
  });
  return (subject) => {
    const fitting = rows.find((row) => templateRefusal(templateOf(row), subject) === null);
    return fitting === undefined
      ? null
      : { id: fitting.id, name: fitting.name, approvedById: fitting.approvedById };
  };
}

export type TemplateOfChange = (
  changeId: string | undefined,
  subject: Omit<TemplateSubject, "authorIds">,
) => TemplateFacts | null;

/** The templates that approved these changes beforehand, held against what they would do now. One query where none did. */
export async function loadApprovingTemplates(
  db: Tx,
  changeIds: readonly string[],
): Promise<TemplateOfChange> {
  if (changeIds.length === 0) return () => null;
  const decisions = await db.changeDecision.findMany({
    where: { changeId: { in: [...changeIds] }, templateId: { not: null }, voidedAt: null },
    select: { changeId: true, templateId: true },
    take: changeIds.length,
  });
  if (decisions.length === 0) return () => null;
  const templates = await db.changeTemplate.findMany({
    where: { id: { in: decisions.flatMap(({ templateId }) => templateId ?? []) } },
  });
  const changes = await db.change.findMany({
    where: { id: { in: decisions.map(({ changeId }) => changeId) } },
    select: { id: true, authorIds: true },
  });
  const approvedBy = new Map(decisions.map(({ changeId, templateId }) => [changeId, templateId]));
  return (changeId, subject) => {
    const template = templates.find(({ id }) => id === approvedBy.get(changeId ?? ""));
    const change = changes.find(({ id }) => id === changeId);
    if (template === undefined || change === undefined) return null;
    const refusal = templateRefusal(templateOf(template), { ...subject, authorIds: change.authorIds });
    return { name: template.name, refusal };
  };
}
