import type { BackupProof, BackupState } from "../recovery/backup-state";

export const DRILL_SCENARIOS = [
  "region_loss",
  "database_corruption",
  "ransomware",
  "operator_error",
  "failed_upgrade",
  "lost_tenant",
  "redis_loss",
] as const;
export type DrillScenario = (typeof DRILL_SCENARIOS)[number];

type ScenarioText = {
  title: string;
  /** What is taken to have happened, as the drill declares it. */
  disaster: string;
  /** Which backup may still be used, in words. */
  choice: string;
  /** What is asked before it starts: how far back backups are spoiled, or when it happened. */
  asks: "hours" | "moment" | null;
  /**
   * Why what it loses is no measure of the promised RPO, as a sentence goes on after “because”; null where the disaster
   * is the declaration itself, so that nobody chooses how much is lost.
   */
  lossIsChosen: string | null;
  /**
   * Which second of the environment's log is brought back where it is kept: the last archived one, or the last before
   * the damage that is assumed; null where a backup is the state to go back to.
   */
  second: "last" | "before_damage" | null;
  /** True where files that are in no backup are lost too; elsewhere they still lie beside the living database. */
  filesLost: boolean;
  /** What even a passed drill of this kind does not show. */
  limits: readonly string[];
};

const LAST = "the last second of the log where it is kept, else the newest good backup";
const SAME_PLACE =
  "It runs on the environment's own cluster and database server: that another place takes over is not shown.";
const SECRETS =
  "Database access and API key are copied from the living environment; after a real loss they come from where you keep them.";
/** What a drill on another cluster leaves open in their place. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  [SAME_PLACE]:
    "It runs on another cluster with a database server of its own; that visitors find their way there is not shown.",
  [SECRETS]:
    "The API key is copied from the living environment; after a real loss it comes from where you keep it.",
};

/** What even a passed drill does not show, by where it was carried out. */
export const drillLimits = (scenario: DrillScenario, elsewhere: boolean): readonly string[] => {
  const { limits, lossIsChosen } = SCENARIOS[scenario];
  const placed = elsewhere ? limits.map((limit) => ELSEWHERE[limit] ?? limit) : limits;
  return lossIsChosen === null
    ? placed
    : [...placed, `It proves recovery time and content, not the RPO, because ${lossIsChosen}.`];
};

/** True where the disaster is the declaration itself: only such a drill measures the RPO that is promised. */
export const measuresRpo = (scenario: DrillScenario): boolean => SCENARIOS[scenario].lossIsChosen === null;
/** Those scenarios. */
export const rpoScenarios = (): DrillScenario[] => DRILL_SCENARIOS.filter(measuresRpo);

/** The disasters people rehearse, and what each means for what may still be used. */
export const SCENARIOS: Readonly<Record<DrillScenario, ScenarioText>> = {
  region_loss: {
    title: "Region loss",
    disaster: "The region is gone: cluster, database server and files with it. Only the backups are left.",
    choice: LAST,
    asks: null,
    lossIsChosen: null,
    ...{ second: "last", filesLost: true },
    limits: [SAME_PLACE, SECRETS],
  },
  database_corruption: {
    title: "Database corruption",
    disaster: "The database cannot be read any more. Files and cluster still stand.",
    choice: LAST,
    asks: null,
    lossIsChosen: null,
    ...{ second: "last", filesLost: false },
    limits: [],
  },
  ransomware: {
    title: "Ransomware",
    disaster: "Database and files are encrypted, and nobody trusts the newest backups.",
    choice:
      "the last second before the attack where the log is kept, else the newest good backup from before it",
    asks: "hours",
    lossIsChosen: "how far back everything is spoiled is assumed",
    ...{ second: "before_damage", filesLost: true },
    limits: [SECRETS],
  },
  operator_error: {
    title: "Operator error",
    disaster: "Somebody emptied a table. Everything written since is mixed with the damage.",
    choice: "the second before that moment where the log is kept, else the newest good backup from before it",
    asks: "moment",
    lossIsChosen: "somebody chooses when it happened",
    ...{ second: "before_damage", filesLost: false },
    limits: [
      "Lost data are counted up to that moment: what was written after it is mixed with the damage, and has to be entered again.",
    ],
  },
  failed_upgrade: {
    title: "Failed upgrade",
    disaster: "The release that runs has spoiled the data. It goes back to before it came.",
    choice: "the newest good backup from before the running release",
    asks: null,
    lossIsChosen: "it goes back to before the running release, however long ago that came",
    ...{ second: null, filesLost: false },
    limits: [],
  },
  lost_tenant: {
    title: "Lost tenant",
    disaster: "Somebody deleted the customer's namespaces and databases. Only the backups are left.",
    choice: LAST,
    asks: null,
    lossIsChosen: null,
    ...{ second: "last", filesLost: true },
    limits: ["One environment is brought back at a time; the customer's others wait.", SECRETS],
  },
  redis_loss: {
    title: "Redis loss",
    disaster: "Holdfast's own queue is lost in the middle of a recovery, with everything that was in it.",
    choice:
      "the last second of the log where it is kept, else the newest good backup; the queue is really emptied for ten seconds, and every other operation waits as long",
    asks: null,
    lossIsChosen: null,
    ...{ second: "last", filesLost: false },
    limits: ["A Redis that stays away is not shown; no data live in it."],
  },
};

/** Why a scenario is not for this person; null when it is. The queue is everybody's, so losing it takes a right over all. */
export const scenarioRefusal = (scenario: DrillScenario, overFleet: boolean): string | null =>
  scenario === "redis_loss" && !overFleet
    ? "The queue is that of every operation: only who may start drills in the whole fleet empties it."
    : null;

/** What the scenario says about the time before it: what is asked of whoever starts it. */
export type Assumption = { hours?: number; moment?: Date };
export const ASSUMED_HOURS = { least: 1, most: 720, usual: 24 } as const;

export type UsableBackup = {
  id: string;
  state: BackupState;
  proof: BackupProof;
  takenAt: Date | null;
  complete: boolean;
  releaseId: string | null;
};

export type ChoiceFacts = {
  now: Date;
  environment: string;
  /** Since when the running release runs; null when nobody knows. */
  releasedAt: Date | null;
};

/** Moments after this are spoiled by the disaster; null when every backup may be used. */
export function spoiledSince(
  scenario: DrillScenario,
  { hours, moment }: Assumption,
  { now, releasedAt }: ChoiceFacts,
): Date | null {
  if (scenario === "ransomware") return new Date(now.getTime() - (hours ?? ASSUMED_HOURS.usual) * 3_600_000);
  if (scenario === "operator_error") return moment ?? null;
  return scenario === "failed_upgrade" ? releasedAt : null;
}

const BEFORE: Readonly<Partial<Record<DrillScenario, string>>> = {
  ransomware: "the attack",
  operator_error: "that moment",
  failed_upgrade: "the running release",
};

type Chosen<Backup> = { backup: Backup; refusal: null } | { backup: null; refusal: string };

/** The newest backup the scenario leaves usable, or the sentence that says why there is none. */
export function chooseBackup<Backup extends UsableBackup>(
  scenario: DrillScenario,
  assumed: Assumption,
  backups: readonly Backup[],
  facts: ChoiceFacts,
): Chosen<Backup> {
  const refuse = (refusal: string): Chosen<Backup> => ({ backup: null, refusal });
  const impossible = assumptionRefusal(scenario, assumed, facts);
  if (impossible !== null) return refuse(impossible);
  const good = backups.filter(isUsable).toSorted((one, other) => timeOf(other) - timeOf(one));
  if (good.length === 0)
    return refuse(`${facts.environment} has no good backup: there is nothing to bring back. Take one first.`);
  const since = spoiledSince(scenario, assumed, facts);
  const [backup] = good.filter((one) => since === null || timeOf(one) < since.getTime());
  if (backup !== undefined) return { backup, refusal: null };
  const before = BEFORE[scenario] ?? "it";
  return refuse(`No good backup of ${facts.environment} is from before ${before}.`);
}

function assumptionRefusal(
  scenario: DrillScenario,
  { hours, moment }: Assumption,
  { now, releasedAt, environment }: ChoiceFacts,
): string | null {
  if (scenario === "operator_error") {
    if (moment === undefined) return "Say when it happened.";
    if (moment.getTime() > now.getTime()) return "That moment is still to come.";
  }
  const { least, most } = ASSUMED_HOURS;
  if (scenario === "ransomware" && hours !== undefined && !(hours >= least && hours <= most))
    return `The backups of the last ${least} to ${most} hours can be taken as spoiled.`;
  return scenario === "failed_upgrade" && releasedAt === null
    ? `Nobody knows since when the release of ${environment} runs: there is no before.`
    : null;
}

const isUsable = ({ state, proof, takenAt, complete, releaseId }: UsableBackup): boolean =>
  state === "good" && proof !== "disproved" && takenAt !== null && complete && releaseId !== null;
const timeOf = ({ takenAt }: UsableBackup): number => takenAt?.getTime() ?? 0;
