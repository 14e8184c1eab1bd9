import type { Tone } from "@/components/ui/glyph";
import { durationText } from "@/lib/client/time-text";
import type { DrillBrief } from "@/lib/contracts/api/resources/drill";
import { type Kept, keptOf, rpoKept } from "@/lib/domain/drill/report";
import { SCENARIOS } from "@/lib/domain/drill/scenario";

export const STATE_WORDS: Record<DrillBrief["state"], { tone: Tone; word: string }> = {
  running: { tone: "running", word: "under way" },
  passed: { tone: "good", word: "passed" },
  failed: { tone: "bad", word: "failed" },
  cancelled: { tone: "unknown", word: "ended by a person" },
};

export const KEPT_WORDS: Record<Kept, { tone: Tone; word: string }> = {
  kept: { tone: "good", word: "kept" },
  missed: { tone: "bad", word: "missed" },
  unmeasured: { tone: "unknown", word: "not measured" },
  not_promised: { tone: "unknown", word: "nothing promised" },
  chosen: { tone: "unknown", word: "no measure of the promise" },
};

export const scenarioTitle = ({ scenario }: Pick<DrillBrief, "scenario">): string =>
  SCENARIOS[scenario].title;

/** "41 s", rounded as the report says it, or a dash for what was not measured. */
export const secondsText = (seconds: number | null): string =>
  seconds === null ? "–" : durationText(Math.round(seconds) * 1_000);

/** How a drill stands as one mark: a promise that was missed is seen although it passed. */
export function drillState(drill: DrillBrief): { tone: Tone; word: string } {
  const missed =
    keptOf(drill.rtoSeconds, drill.rtoObjectiveSeconds) === "missed" || rpoKept(drill) === "missed";
  return drill.state === "passed" && missed
    ? { tone: "warn", word: "passed, promise missed" }
    : STATE_WORDS[drill.state];
}

export const messages = {
  title: "Drills",
  lede: (covered: number, all: number) =>
    all === 0
      ? "No production environment runs anything yet: there is nothing to rehearse."
      : `${covered} of ${all} production environments have a recovery drill that still counts.`,
  due: "Drilled by schedule",
  dueMeta: "next due first",
  done: "Drills",
  none: "No drill was carried out yet.",
  noneHere: "No recovery of this environment was rehearsed yet.",
  failed: "The drills could not be read.",
  loading: "Reading drills",
  start: "Start a drill…",
  startFull: "Start the drill",
  all: "All drills",
  more: (count: number) => `${count} more environments are not shown.`,
  notStarted: "The drill was not started.",
  dialog: "Rehearse a recovery",
  effect: (name: string) =>
    `The backup is brought to life in a namespace of its own, measured and removed again. ${name} goes on untouched.`,
  scenario: "What happened",
  hours: "Hours of backups taken as spoiled",
  moment: "When it happened",
  reason: "What the drill is for",
  bringsBack: "Brings back the backup of",
  expected: "Expected until recovered",
  page: {
    failed: "The drill could not be read.",
    clock: "Clock",
    steps: "Steps",
    checks: "Checks",
    noChecks: "Nothing was checked yet.",
    findings: "Findings",
    noFindings: "The drill showed nothing that has to be mended.",
    notYet: "The drill has found nothing so far.",
    report: "What it shows",
    limits: "What it does not show",
    print: "Print the report",
    operation: "Log and abort",
    add: "Add a finding…",
  },
} as const;
