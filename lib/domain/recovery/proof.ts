import type { CriticalityTier } from "../catalog/stage";
import { type DrillScenario, measuresRpo, SCENARIOS } from "../drill/scenario";
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
  scenario: DrillScenario;
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
  /** The newest that passed and whose disaster was its declaration: the only kind that measures the RPO. */
  rpoDrill: ProvingDrill | null;
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

/** What keeps a drill from being a proof: a sentence, and the same in words that do not move with the clock. */
export type ProofGap = { ground: string; sentence: string };

/** Everything that keeps the last drill from being a proof, in sentences; empty when it is one (requirement M1). */
export const missingProof = (question: ProofQuestion): readonly string[] =>
  proofGaps(question).map(({ sentence }) => sentence);

/** The same with the ground of each. */
export function proofGaps(question: ProofQuestion): readonly ProofGap[] {
  const { recovery, place } = question;
  const { drill } = recovery;
  if (drill === null) return [{ ground: "no drill", sentence: `No drill has recovered ${place.name} yet.` }];
  if (!drill.passed) {
    const at = momentIn(drill.finishedAt, place.timeZone);
    const why = drill.sentence.replace(/^Failed: /, "");
    const sentence = `The last drill, ${drill.name} on ${at}, failed${why ? `: ${closed(why)}` : "."}`;
    return [{ ground: `${drill.id} failed`, sentence }];
  }
  const stale = ageFault(question, drill, "passed");
  return [
    ...stale,
    ...rtoFaults(recovery, drill),
    ...rpoFaults(question, drill),
    ...contentFaults(question, drill),
  ];
}

function ageFault({ recovery, now }: ProofQuestion, drill: ProvingDrill, did: string): ProofGap[] {
  const { settings, tier } = recovery;
  const age = (now.getTime() - drill.finishedAt.getTime()) / DAY_MS;
  if (age <= settings.proofMaxAgeDays) return [];
  const sentence = `${drill.name} ${did} ${counted(Math.floor(age), "day")} ago; ${tierName(tier)} allows ${counted(settings.proofMaxAgeDays, "day")}.`;
  return [{ ground: `${drill.id} ${did} too long ago`, sentence }];
}

function rtoFaults({ objective }: RecoveryFacts, drill: ProvingDrill): ProofGap[] {
  if (objective === null) return [];
  const { rtoSeconds: allowed, rtoFrom: from } = objective;
  return measureFault(drill, { what: "RTO", measured: drill.rtoSeconds, allowed, from });
}

/** The RPO is asked of the newest drill that measures it, which a later one with a chosen disaster does not replace. */
function rpoFaults(question: ProofQuestion, last: ProvingDrill): ProofGap[] {
  const { objective, rpoDrill } = question.recovery;
  if (objective === null) return [];
  if (rpoDrill === null) {
    const { title, lossIsChosen } = SCENARIOS[last.scenario];
    const sentence =
      lossIsChosen === null
        ? `${last.name} did not measure the RPO.`
        : `No drill has measured the RPO: ${last.name} (${title}) does not, because ${lossIsChosen}.`;
    return [{ ground: "RPO not measured", sentence }];
  }
  const { rpoSeconds: allowed, rpoFrom: from } = objective;
  const measured = { what: "RPO" as const, measured: rpoDrill.rpoSeconds, allowed, from };
  const stale = rpoDrill.id === last.id ? [] : ageFault(question, rpoDrill, "measured the RPO");
  return [...stale, ...measureFault(rpoDrill, measured)];
}

/** True when what is missing is an RPO that another drill like the last would not measure either. */
export const asksForRpoDrill = (question: ProofQuestion): boolean => {
  const { drill } = question.recovery;
  if (drill === null || !drill.passed || measuresRpo(drill.scenario)) return false;
  return rpoFaults(question, drill).length > 0;
};

type Measure = { what: "RTO" | "RPO"; measured: number | null; allowed: number; from: string };

function measureFault({ id, name }: ProvingDrill, { what, measured, allowed, from }: Measure): ProofGap[] {
  if (measured === null)
    return [{ ground: `${id} ${what} not measured`, sentence: `${name} did not measure the ${what}.` }];
  if (measured <= allowed) return [];
  const sentence = `${name} measured an ${what} of ${spokenSeconds(measured)}; ${from} allows ${spokenSeconds(allowed)}.`;
  return [{ ground: `${id} ${what} above ${allowed}`, sentence }];
}

function contentFaults({ modules, wantedRelease }: ProofQuestion, drill: ProvingDrill): ProofGap[] {
  const [proven, wanted] = [seriesOf(drill.modules), seriesOf(modules.wanted)];
  const series =
    proven !== null && wanted !== null && proven !== wanted
      ? [
          {
            ground: `${drill.id} Odoo ${proven} not ${wanted}`,
            sentence: `${drill.name} recovered Odoo ${proven}; ${wantedRelease} is Odoo ${wanted}.`,
          },
        ]
      : [];
  // What the drill had besides is no gap: a module that a release drops stays installed in the database.
  const since = modulesBeyond(drill.modules, modules.running);
  if (since.length === 0) return series;
  const ground = `${drill.id} without ${since.toSorted().join(", ")}`;
  return [...series, { ground, sentence: `${namesOf(since)} installed since ${drill.name}.` }];
}

function namesOf(names: readonly string[]): string {
  const more = names.length - MODULES_NAMED;
  const rest = more > 0 ? ` and ${counted(more, "more module")}` : "";
  return `${names.slice(0, MODULES_NAMED).join(", ")}${rest} ${names.length === 1 ? "was" : "were"}`;
}

/** What the last drills measured, against what was promised, in one sentence. */
export function provenSentence({ recovery, place }: Pick<ProofQuestion, "recovery" | "place">): string {
  const { drill, rpoDrill, objective } = recovery;
  if (drill === null) return "";
  const rpo = measuredWords("RPO", rpoDrill?.rpoSeconds ?? null, objective?.rpoSeconds);
  const moment = (one: ProvingDrill) => momentIn(one.finishedAt, place.timeZone);
  const by =
    rpoDrill === null || rpoDrill.id === drill.id ? "" : ` by ${rpoDrill.name} on ${moment(rpoDrill)}`;
  const measured = [
    measuredWords("RTO", drill.rtoSeconds, objective?.rtoSeconds),
    rpo === null ? null : `${rpo}${by}`,
  ].flatMap((words) => words ?? []);
  return `${drill.name} passed on ${moment(drill)}${measured.length > 0 ? `: ${measured.join(", ")}` : ""}.`;
}

function measuredWords(what: string, seconds: number | null, promised: number | undefined): string | null {
  if (seconds === null) return null;
  return `${what} ${spokenSeconds(seconds)}${promised === undefined ? "" : ` (promised ${spokenSeconds(promised)})`}`;
}

/** "Tier 1", as people say it. */
export const tierName = (tier: CriticalityTier): string => `Tier ${tier.slice(-1)}`;

const closed = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);
