import type { CriticalityTier } from "../catalog/stage";
import { CHANGE_FLAGS, type ChangeFlag } from "../change/flags";
import { EVIDENCE_KINDS, type EvidenceKind, type EvidenceRule, type EvidenceSettings } from "./kind";

/** What may be set, for schemas and forms alike. */
export const EVIDENCE_BOUNDS = {
  maxAgeDays: { min: 1, max: 730 },
  /** Failed tests, findings of a scan. */
  count: { min: 0, max: 100_000 },
  percent: { min: 0, max: 100 },
} as const;

export const EVIDENCE_ASKED = ["always", "flagged", "never"] as const;

const rule = (
  asked: EvidenceRule["asked"],
  flags: readonly ChangeFlag[],
  maxAgeDays: number,
): EvidenceRule => ({
  asked,
  flags,
  maxAgeDays,
});

const always = (days: number) => rule("always", [], days);
const flagged = (days: number, ...flags: ChangeFlag[]) => rule("flagged", flags, days);

const COUNTS = {
  tests: { failAbove: 0, warnSkippedPercent: 20 },
  security: { failCriticalAbove: 0, failHighAbove: 0, warnMediumAbove: 10 },
} as const;

/** The more critical the plant, the less goes by trust. */
const DEFAULTS: Readonly<Record<CriticalityTier, EvidenceSettings>> = {
  tier1: {
    kinds: {
      build: always(365),
      module_compatibility: always(365),
      dependency_integrity: always(365),
      migration_rehearsal: flagged(90, "schema", "data"),
      security_scan: always(30),
      signature: always(365),
      tests: always(365),
    },
    ...COUNTS,
  },
  tier2: {
    kinds: {
      build: always(365),
      module_compatibility: flagged(365, "schema", "dependencies"),
      dependency_integrity: flagged(365, "dependencies"),
      migration_rehearsal: flagged(180, "schema"),
      security_scan: always(90),
      signature: always(365),
      tests: always(365),
    },
    ...COUNTS,
  },
  tier3: {
    kinds: {
      build: always(730),
      module_compatibility: rule("never", [], 365),
      dependency_integrity: flagged(365, "dependencies"),
      migration_rehearsal: flagged(365, "schema"),
      security_scan: flagged(365, "security", "authentication", "dependencies"),
      signature: rule("never", [], 730),
      tests: always(730),
    },
    ...COUNTS,
    security: { failCriticalAbove: 0, failHighAbove: 5, warnMediumAbove: 50 },
  },
};

/** What a tier asks for where nobody has set anything else. */
export const evidenceDefaults = (tier: CriticalityTier): EvidenceSettings => DEFAULTS[tier];

/** Null when the settings make sense together, else the sentence that says what is wrong, and where. */
export function evidenceSettingsProblem(
  settings: EvidenceSettings,
): { kind: EvidenceKind; sentence: string } | null {
  for (const kind of EVIDENCE_KINDS) {
    const { asked, flags } = settings.kinds[kind];
    if (asked === "flagged" && flags.length === 0)
      return { kind, sentence: "Name at least one flag that asks for it, or ask for it never." };
    if (new Set(flags).size !== flags.length) return { kind, sentence: "Name each flag once." };
  }
  return null;
}

/** Why a kind is asked for: "every release", the flags that ask, or null when it is not. */
export function askedBecause(
  rule: EvidenceRule,
  flags: readonly ChangeFlag[],
): "always" | readonly ChangeFlag[] | null {
  if (rule.asked === "always") return "always";
  if (rule.asked === "never") return null;
  const asking = CHANGE_FLAGS.filter((flag) => rule.flags.includes(flag) && flags.includes(flag));
  return asking.length === 0 ? null : asking;
}
