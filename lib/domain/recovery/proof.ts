import type { CriticalityTier } from "../catalog/stage";
import { spokenSeconds } from "../operation/sentence";
import { modulesBeyond, seriesOf } from "../release/series";
import { momentIn } from "../shared/moment";
import { counted } from "../shared/words";
import type { Objective } from "./objective";
import type { RecoverySettings } from "./recovery-policy";

export type ModuleVersion = { name: string; version: string };

/** The newest drill of an environment that came to an end by itself. */
export type ProvingDrill = {
  id: string;
  /** As people say it: DR-12. */
  name: string;
  passed: boolean;
  sentence: string;
  finishedAt: Date;
  rtoSeconds: number | null;
  rpoSeconds: number | null;
  /** Of the database that was brought back. */
  modules: readonly ModuleVersion[];
};

/** What is known of an environment's proof of recovery, and what its tier asks of it. */
export type RecoveryFacts = {
  environmentId: string;
  tier: CriticalityTier;
  settings: RecoverySettings;
  objective: Objective | null;
  drill: ProvingDrill | null;
  /** A drill that runs now. */
  running: { id: string; name: string } | null;
};

/** What a proof is held against: the place, the modules that run there, and the release that is to come. */
export type ProofQuestion = {
  recovery: RecoveryFacts;
  place: { name: string; timeZone: string };
  modules: { running: readonly ModuleVersion[]; wanted: readonly ModuleVersion[] };
  wantedRelease: string;
  now: Date;
};

const DAY_MS = 24 * 3_600_000;
const MODULES_NAMED = 3;

/** Everything that keeps the last drill from being a proof, in sentences; empty when it is one (requirement M1). */
export function missingProof(question: ProofQuestion): readonly string[] {
  const { recovery, place, now } = question;
  const { drill, settings } = recovery;
  if (drill === null) return [`No drill has recovered ${place.name} yet.`];
  if (!drill.passed) {
    const at = momentIn(drill.finishedAt, place.timeZone);
    return [
      `The last drill, ${drill.name} on ${at}, failed${drill.sentence ? `: ${closed(drill.sentence)}` : "."}`,
    ];
  }
  const age = (now.getTime() - drill.finishedAt.getTime()) / DAY_MS;
  const stale =
    age > settings.proofMaxAgeDays
      ? [
          `${drill.name} passed ${counted(Math.floor(age), "day")} ago; ${tierName(recovery.tier)} allows ${counted(settings.proofMaxAgeDays, "day")}.`,
        ]
      : [];
  return [...stale, ...objectiveFaults(recovery, drill), ...contentFaults(question, drill)];
}

function objectiveFaults({ objective }: RecoveryFacts, drill: ProvingDrill): string[] {
  if (objective === null) return [];
  const { rtoSeconds, rtoFrom, rpoSeconds, rpoFrom } = objective;
  return [
    measureFault(drill.name, { what: "RTO", measured: drill.rtoSeconds, allowed: rtoSeconds, from: rtoFrom }),
    measureFault(drill.name, { what: "RPO", measured: drill.rpoSeconds, allowed: rpoSeconds, from: rpoFrom }),
  ].flatMap((fault) => fault ?? []);
}

type Measure = { what: "RTO" | "RPO"; measured: number | null; allowed: number; from: string };

function measureFault(name: string, { what, measured, allowed, from }: Measure): string | null {
  if (measured === null) return `${name} did not measure the ${what}.`;
  if (measured <= allowed) return null;
  return `${name} measured an ${what} of ${spokenSeconds(measured)}; ${from} allows ${spokenSeconds(allowed)}.`;
}

function contentFaults({ modules, wantedRelease }: ProofQuestion, drill: ProvingDrill): string[] {
  const [proven, wanted] = [seriesOf(drill.modules), seriesOf(modules.wanted)];
  const series =
    proven !== null && wanted !== null && proven !== wanted
      ? [`${drill.name} recovered Odoo ${proven}; ${wantedRelease} is Odoo ${wanted}.`]
      : [];
  // What the drill had besides is no gap: a module that a release drops stays installed in the database.
  const since = modulesBeyond(drill.modules, modules.running);
  return since.length > 0 ? [...series, `${namesOf(since)} installed since ${drill.name}.`] : series;
}

function namesOf(names: readonly string[]): string {
  const more = names.length - MODULES_NAMED;
  const rest = more > 0 ? ` and ${counted(more, "more module")}` : "";
  return `${names.slice(0, MODULES_NAMED).join(", ")}${rest} ${names.length === 1 ? "was" : "were"}`;
}

/** What the last drill measured, against what was promised, in one sentence. */
export function provenSentence({ recovery, place }: Pick<ProofQuestion, "recovery" | "place">): string {
  const { drill, objective } = recovery;
  if (drill === null) return "";
  const measured = [
    measuredWords("RTO", drill.rtoSeconds, objective?.rtoSeconds),
    measuredWords("RPO", drill.rpoSeconds, objective?.rpoSeconds),
  ].flatMap((words) => words ?? []);
  const at = momentIn(drill.finishedAt, place.timeZone);
  return `${drill.name} passed on ${at}${measured.length > 0 ? `: ${measured.join(", ")}` : ""}.`;
}

function measuredWords(what: string, seconds: number | null, promised: number | undefined): string | null {
  if (seconds === null) return null;
  return `${what} ${spokenSeconds(seconds)}${promised === undefined ? "" : ` (promised ${spokenSeconds(promised)})`}`;
}

/** "Tier 1", as people say it. */
export const tierName = (tier: CriticalityTier): string => `Tier ${tier.slice(-1)}`;

const closed = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);
