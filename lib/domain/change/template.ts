import type { CriticalityTier, Stage } from "../catalog/stage";
import { STAGE_NAMES } from "../catalog/stage";
import { tierName } from "../recovery/proof";
import type { ModuleDifference } from "../release/diff";
import { type ChangeFlag, FLAG_NAMES, type FlagFindings } from "./flags";

/** A kind of change approved beforehand, with its limits. */
export type ChangeTemplate = {
  name: string;
  stages: readonly Stage[];
  tiers: readonly CriticalityTier[];
  flagsAllowed: readonly ChangeFlag[];
  maxModulesChanged: number;
  patchOnly: boolean;
  validUntil: Date;
  suspendedAt: Date | null;
  suspendedReason: string;
  retiredAt: Date | null;
  /** Who approved it: not one of a change's authors, or they would approve themselves. */
  approvedById: string;
};

export type TemplateSubject = {
  stage: Stage;
  tier: CriticalityTier;
  hasRunningRelease: boolean;
  differences: readonly ModuleDifference[];
  findings: Pick<FlagFindings, "flags" | "untold">;
  authorIds: readonly string[];
  now: Date;
};

/** What may be set, for schemas and forms alike. */
export const TEMPLATE_BOUNDS = {
  maxModulesChanged: { min: 1, max: 50 },
  maxFailurePercent: { min: 0, max: 50 },
  failureWindow: { min: 3, max: 100 },
  /** Nobody approves beforehand for longer, days. */
  validDays: { min: 1, max: 366 },
} as const;

/** Null when a change fits the template now, else the first reason why it does not, in a sentence. */
export function templateRefusal(template: ChangeTemplate, subject: TemplateSubject): string | null {
  return (
    standingRefusal(template, subject) ?? placeRefusal(template, subject) ?? contentRefusal(template, subject)
  );
}

function standingRefusal(template: ChangeTemplate, { authorIds, now }: TemplateSubject): string | null {
  if (template.retiredAt !== null) return "It was retired.";
  if (template.suspendedAt !== null) return `It is suspended: ${template.suspendedReason}`;
  if (template.validUntil <= now)
    return `It was valid until ${template.validUntil.toISOString().slice(0, 10)}.`;
  return authorIds.includes(template.approvedById)
    ? "Who approved the template wrote this change: someone else has to decide on it."
    : null;
}

function placeRefusal({ stages, tiers }: ChangeTemplate, { stage, tier }: TemplateSubject): string | null {
  if (!stages.includes(stage)) return `It is not for ${STAGE_NAMES[stage]}.`;
  return tiers.includes(tier) ? null : `It is not for ${tierName(tier)}.`;
}

function contentRefusal(template: ChangeTemplate, subject: TemplateSubject): string | null {
  const { differences, findings } = subject;
  if (!subject.hasRunningRelease)
    return "Nothing runs there yet: a first deployment is decided on by people.";
  const beyond = findings.flags.filter((flag) => !template.flagsAllowed.includes(flag));
  if (beyond.length > 0)
    return `It touches ${beyond.map((flag) => FLAG_NAMES[flag].toLowerCase()).join(", ")}, which the template does not allow.`;
  const [untold] = findings.untold;
  if (untold !== undefined) return `CI has not told what is in ${untold}, so its limits cannot be checked.`;
  if (differences.length > template.maxModulesChanged)
    return `${differences.length} modules change, and it allows ${template.maxModulesChanged}.`;
  const leap = template.patchOnly ? differences.find((difference) => !isPatch(difference)) : undefined;
  return leap === undefined
    ? null
    : `${leap.name} ${leap.from ?? "(new)"} → ${leap.to ?? "(removed)"} is more than a patch.`;
}

/** Only the last part of the version moves, and forward. */
function isPatch({ kind, from, to }: ModuleDifference): boolean {
  if (kind !== "changed" || from === null || to === null) return false;
  const [before, after] = [from.split("."), to.split(".")];
  const [was, is] = [Number(before.pop()), Number(after.pop())];
  return before.join(".") === after.join(".") && is > was;
}

/**
 * Null while a template may go on, else why it is suspended: of its last `window` changes that ended, more than so many
 * percent failed or were rolled back. Few changes count as a full window, so that one failure of two is no verdict.
 */
export function failureRefusal(
  ended: readonly { state: "succeeded" | "rolled_back" | "failed" }[],
  { failureWindow, maxFailurePercent }: { failureWindow: number; maxFailurePercent: number },
): string | null {
  const last = ended.slice(0, failureWindow);
  const failed = last.filter(({ state }) => state !== "succeeded").length;
  if (failed * 100 <= maxFailurePercent * failureWindow) return null;
  const happened =
    last.length === 1
      ? "Its only change yet failed or was rolled back"
      : `${failed} of its last ${last.length} changes failed or were rolled back`;
  const most = Math.floor((maxFailurePercent * failureWindow) / 100);
  return `${happened}; of ${failureWindow} it lets ${most === 0 ? "none" : `at most ${most}`} fail.`;
}
