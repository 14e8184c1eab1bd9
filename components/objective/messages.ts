import type { Tone } from "@/components/ui/glyph";
import type { RecoveryProof } from "@/lib/contracts/api/resources/objective";

export const PROOF_VERDICT_WORDS: Record<RecoveryProof["verdict"], { tone: Tone; word: string }> = {
  blocks: { tone: "bad", word: "Blocks" },
  warns: { tone: "warn", word: "Warns" },
  proven: { tone: "good", word: "Proven" },
  not_asked: { tone: "unknown", word: "Not asked" },
};

export const GATE_WORDS = {
  block: "A missing proof blocks approval and start in production.",
  warn: "A missing proof warns; changes go on.",
  off: "No proof is asked for.",
} as const;

export const TIER_NAMES = { tier1: "Tier 1", tier2: "Tier 2", tier3: "Tier 3" } as const;

export const messages = {
  processes: {
    title: "Business processes",
    meta: "what may be lost, and how long it can stand still",
    none: "Nothing is promised to this business yet. Until it is, drills are held against nothing.",
    add: "Add a process",
    edit: "Edit",
    remove: "Remove",
    failed: "The processes could not be brought up to date.",
    loading: "Loading processes",
    everywhere: "all production",
    fallback: "By hand",
    noFallback: "Nobody has written down how people go on by hand.",
  },
  form: {
    addTitle: "Add a business process",
    editTitle: (name: string) => `Edit ${name}`,
    effect: "Production environments inherit the tightest of all processes; gates and drills follow at once.",
    name: "Process",
    nameHint: "As the business says it, such as “Warehouse picking”.",
    where: "Where",
    everywhere: "Every production environment",
    owner: "Owner",
    contact: "How the owner is reached",
    rpo: "May be lost (RPO)",
    rto: "Can stand still (RTO)",
    unit: "Unit",
    fallback: "How people go on by hand",
    fallbackHint: "Which paper, where it lies, who enters it afterwards. Runbooks show it.",
    save: "Save the process",
    cancel: "Keep as it is",
    failed: "The process was not saved.",
    span: "Give a whole number of at least 1.",
  },
  remove: {
    title: (name: string) => `Remove ${name}?`,
    effect: "Nothing is promised to it any more. What it was stays in the audit log.",
    confirm: "Remove the process",
    failed: "The process was not removed.",
  },
  environment: {
    title: "Promise and proof",
    failed: "The proof could not be brought up to date.",
    loading: "Loading promise and proof",
    promised: "Promised",
    by: (from: string) => `for ${from}`,
    unpromised: "No business process promises anything here.",
    measured: "Measured",
    never: "Never: no drill has ended here.",
    verified: "Backup read back",
    notVerified: "not yet",
    counts: "Counts until",
    tenant: "Processes of the tenant",
  },
  board: {
    title: "Promised and measured",
    meta: "RTO: time to be back · RPO: time of work lost · mark = promise",
    none: "No production environment runs anything yet.",
    failed: "Promised and measured could not be brought up to date.",
    more: (count: number) => `${count} more environments are not shown.`,
    nothing: "nothing",
    notYet: "not yet",
    unpromised: "nothing promised",
  },
  policies: {
    crumb: "Policies",
    title: "Recovery proof",
    sentence:
      "How often each tier rehearses its recovery, how old a proof may be, and what a missing one stops. A proof is a drill that passed, kept the promised times, and recovered what runs now.",
    failed: "The policies could not be brought up to date.",
    standard: "Holdfast's own",
    changed: "changed",
    edit: "Edit",
    saved: "Saved. Gates follow from now on; drills by schedule from their next round.",
    drills: (days: number) => `A drill by schedule every ${days} days.`,
    age: (days: number) => `A passed drill proves recovery for ${days} days.`,
    drillEveryDays: "Days between two drills by schedule",
    proofMaxAgeDays: "Days a proof lasts",
    gate: "What a missing proof does to production changes",
    number: "Give a whole number from 1 to 730.",
    save: "Save",
    cancel: "Keep as it is",
    notSaved: "The policy was not saved.",
    choices: { block: "Block them", warn: "Warn", off: "Nothing" },
  },
} as const;
