import type { Role } from "../access/roles";
import { type CriticalityTier, STAGE_NAMES, type Stage } from "../catalog/stage";
import type { ApprovalPath, PathStep } from "./approval-path";
import { approvalsNeeded } from "./approval-path";
import type { ChangeClass } from "./classify";
import { type ChangeFlag, FLAG_NAMES } from "./flags";

/** A line of the table: where all of its conditions hold, these steps are asked for. An empty condition always holds. */
export type PathRule = {
  stages: readonly Stage[];
  tiers: readonly CriticalityTier[];
  /** One of these flags is enough. */
  flags: readonly ChangeFlag[];
  steps: readonly PathStep[];
};

/** Who approves changes of one class: the first line that fits, else the steps at the end. */
export type ApprovalSettings = {
  /** An approval counts for so many days. */
  approvalDays: number;
  /** A review is due so many days after the start; null when none is asked for. */
  reviewDays: number | null;
  rules: readonly PathRule[];
  otherwise: readonly PathStep[];
};

/** What may be set, for schemas and forms alike. */
export const APPROVAL_BOUNDS = {
  approvalDays: { min: 1, max: 90 },
  reviewDays: { min: 1, max: 30 },
  rules: 8,
  steps: 3,
  quorum: 3,
} as const;

/** Roles a step may ask for: those that hold the right to approve at all. */
export const APPROVING_ROLES = ["release_manager", "plant_it", "platform_engineer"] as const satisfies Role[];

const RELEASE: PathStep = { title: "Release", roles: ["release_manager"], quorum: 1 };
const PLANT: PathStep = { title: "Plant", roles: ["plant_it", "release_manager"], quorum: 1 };

const ONE: ApprovalSettings = { approvalDays: 14, reviewDays: null, rules: [], otherwise: [RELEASE] };

const DEFAULTS: Readonly<Record<ChangeClass, ApprovalSettings>> = {
  standard: ONE,
  normal: ONE,
  major: {
    ...ONE,
    rules: [{ stages: ["production"], tiers: [], flags: [], steps: [RELEASE, PLANT] }],
  },
  emergency: {
    approvalDays: 1,
    reviewDays: 3,
    rules: [],
    otherwise: [{ title: "Emergency", roles: ["release_manager", "platform_engineer"], quorum: 1 }],
  },
};

/** Who approves changes of a class where nobody has set anything else. */
export const approvalDefaults = (of: ChangeClass): ApprovalSettings => DEFAULTS[of];

export type PathSubject = {
  class: ChangeClass;
  stage: Stage;
  tier: CriticalityTier;
  flags: readonly string[];
};

const holds = <Value>(wanted: readonly Value[], has: Value): boolean =>
  wanted.length === 0 || wanted.includes(has);

const fits = (rule: PathRule, subject: PathSubject): boolean =>
  holds(rule.stages, subject.stage) &&
  holds(rule.tiers, subject.tier) &&
  (rule.flags.length === 0 || rule.flags.some((flag) => subject.flags.includes(flag)));

/** The path of one change: the first line that fits, else the class's own steps. */
export function approvalPathOf(settings: ApprovalSettings, subject: PathSubject): ApprovalPath {
  const { approvalDays, reviewDays } = settings;
  const rule = settings.rules.find((each) => fits(each, subject));
  return {
    rule: `${CLASS_WORDS[subject.class]}${rule === undefined ? "" : `, ${conditionWords(rule)}`}`,
    steps: rule?.steps ?? settings.otherwise,
    approvalDays,
    reviewDays,
  };
}

const CLASS_WORDS = {
  standard: "Standard change",
  normal: "Normal change",
  major: "Major change",
  emergency: "Emergency",
} as const satisfies Record<ChangeClass, string>;

/** The conditions of a line, as pages print them. */
export function conditionWords({ stages, tiers, flags }: Omit<PathRule, "steps">): string {
  const parts = [
    stages.map((stage) => STAGE_NAMES[stage]).join(" or "),
    tiers.map((tier) => `Tier ${tier.slice(-1)}`).join(" or "),
    flags.map((flag) => FLAG_NAMES[flag]).join(" or "),
  ].filter((part) => part !== "");
  return parts.length === 0 ? "in every case" : parts.join(", ");
}

/** Null when the settings make sense together, else the sentence that says what is wrong. */
export function approvalSettingsProblem(of: ChangeClass, settings: ApprovalSettings): string | null {
  const paths = [...settings.rules.map(({ steps }) => steps), settings.otherwise];
  if (paths.some((steps) => steps.length === 0)) return "Every line needs at least one step.";
  const useless = settings.rules.findIndex(
    ({ stages, tiers, flags }) => stages.length + tiers.length + flags.length === 0,
  );
  if (useless !== -1)
    return `Line ${useless + 1} has no condition: it would hold always. Put its steps where no line fits.`;
  if (of === "emergency" && settings.reviewDays === null)
    return "An emergency is reviewed afterwards: say within how many days.";
  if (of === "major" && paths.every((steps) => needed(steps) < needed(DEFAULTS.normal.otherwise)))
    return "A major change needs at least as many approvals as a normal one.";
  return null;
}

const needed = (steps: readonly PathStep[]): number =>
  approvalsNeeded({ rule: "", steps, approvalDays: 1, reviewDays: null });
