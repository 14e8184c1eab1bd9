import type { CalendarFacts, WindowFacts } from "../calendar/facts";
import type { Stage } from "../catalog/stage";
import type { ChangeFlag } from "../change/flags";
import type { ModuleVersion, RecoveryFacts } from "../recovery/proof";
import type { ModuleDifference } from "../release/diff";
import type { SubmittedClass } from "./class-as-submitted";
import type { OpenDebt } from "./emergency-debt";
import type { SpentBudget } from "./error-budget";
import type { EvidenceFacts } from "./evidence-complete";
import type { Gate, GateMoment } from "./gate";
import type { GovernanceFacts } from "./governance";
import type { Hold } from "./hold";
import type { Quarantine } from "./not-quarantined";
import type { Waiver } from "./waiver";
import type { TemplateFacts } from "./within-template";

/** Everything the gates look at, gathered inside the transaction that acts. */
export type GateFacts = {
  moment: GateMoment;
  /** The operation that asks, at a start or resume: it does not stand in its own way. */
  askingOperationId: string | null;
  environment: {
    name: string;
    stage: Stage;
    /** The plant's clock: what a sentence of the gates says about time is said on it. */
    timeZone: string;
    state: "ready" | "changing" | "needs_attention";
    stateSentence: string;
    /** Another operation than the one that asks; one that only copies or reads is waited for, not refused. */
    activeOperation: { id: string; shortId: string; title: string; onlyReads?: boolean } | null;
    cluster: { name: string; reachability: "reachable" | "unreachable" | "unknown"; note: string };
    /** Stages this tenant has environments in. */
    tenantStages: readonly Stage[];
    runningReleaseName: string | null;
  };
  /** The holds it is under now, as `activeHolds` gives them: the fleet's, its tenant's, its own. */
  holds: readonly Pick<Hold, "level" | "owner" | "reason" | "expiresAt">[];
  release: {
    name: string;
    /** Whether it was built as a planned release or as a fix that could not wait. */
    line: "feature" | "urgent_fix";
    isRunning: boolean;
    quarantine: Quarantine | null;
  };
  /** What the change touches beside code, and what is shown about its release. */
  flags: readonly ChangeFlag[];
  evidence: EvidenceFacts;
  /** The template that approved it beforehand; null when people decide. */
  template: TemplateFacts | null;
  differences: readonly ModuleDifference[];
  /** What runs before the change, and what its release is made of. */
  modules: { running: readonly ModuleVersion[]; wanted: readonly ModuleVersion[] };
  /** How far it is proven that the environment can be brought back. */
  recovery: RecoveryFacts;
  now: Date;
  /** What the business's calendar says about the place, and what the change needs of a window. */
  calendar: CalendarFacts;
  window: WindowFacts;
  /** What two people let pass, for exactly this content. */
  waivers: readonly Waiver[];
  /** Whether the change is an emergency: what a policy asks of it is owed, not refused. */
  emergency: boolean;
  /** What earlier emergencies on this environment still owe. */
  debts: readonly OpenDebt[];
  /** Objectives of which little of the error budget is left. */
  budgets?: readonly SpentBudget[];
  /** Whether the tenant has a place for backups: without one nothing can be saved before a schema change. */
  backupStore: boolean;
  /** Stages of this tenant in which exactly this digest ran and passed its smoke checks, with when (ISO 8601). */
  passes: readonly { stage: Stage; at: string }[];
  /** Stages of this tenant that earlier rings of the change's train take it through first; before the start only. */
  comingStages?: readonly Stage[];
  /** How what would run compares with what was approved; asked of an approved change at its start and later. */
  approvedPlan?: ApprovedPlan | null;
  /** What it was submitted as, beside what it would be now; asked at approval and start. */
  submittedClass?: SubmittedClass | null;
  plans: { rollbackPlan: string; fallback: string; communication: string };
  /** The written rules, and what they read beyond the place: class, risk, history, conflicts. */
  governance: GovernanceFacts;
};

/** `differences` says in sentences what differs; null when the approval is older than the plans kept with it. */
export type ApprovedPlan = { differences: readonly string[] | null; approvedBy: string; ofTrain: boolean };

/** What is asked of an environment whatever shall happen there. */
export type StandingFacts = Pick<
  GateFacts,
  "moment" | "askingOperationId" | "environment" | "holds" | "now" | "calendar"
>;

export type Rule = (facts: GateFacts) => Gate;
