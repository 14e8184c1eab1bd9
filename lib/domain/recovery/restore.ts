import type { Stage } from "../catalog/stage";
import { diffModules, type ReleaseModule, type SchemaVersion } from "../release/diff";
import { legalPairs, type MoveTable, move } from "../shared/machine";
import type { BackupProof, BackupState } from "./backup-state";

export const RESTORE_STATES = [
  "requested",
  "rejected",
  "running",
  "succeeded",
  "failed",
  "undoing",
  "undone",
  "cancelled",
] as const;
export type RestoreState = (typeof RESTORE_STATES)[number];

export type RestoreEvent =
  | "start"
  | "reject"
  | "cancel"
  | "succeed"
  | "fail"
  | "begin_undo"
  | "undo_succeeded"
  | "undo_failed";

/** `requested` waits for a second person. An undo that fails leaves the restore as it was: succeeded. */
export const RESTORE_MOVES = {
  requested: { start: "running", reject: "rejected", cancel: "cancelled" },
  rejected: {},
  running: { succeed: "succeeded", fail: "failed" },
  succeeded: { begin_undo: "undoing" },
  failed: {},
  undoing: { undo_succeeded: "undone", undo_failed: "succeeded" },
  undone: {},
  cancelled: {},
} as const satisfies MoveTable<RestoreState, RestoreEvent>;

const TABLE: MoveTable<RestoreState, RestoreEvent> = RESTORE_MOVES;

export const moveRestore = (from: RestoreState, event: RestoreEvent) => move(TABLE, from, event);
export const LEGAL_RESTORE_MOVES = legalPairs(TABLE);

/** The number people say. */
export const restoreNumber = (number: number): string => `RST-${number}`;

/** What a request says of itself while production waits. */
export const WAITS_FOR_RELEASE = "Waits for a second person to release it.";

/** How long the data from before an exchange are kept, in hours. */
export const KEPT_HOURS = 24;
/** The same after an exchange that stands although its operation failed: a person has to look first. */
export const KEPT_FOR_A_PERSON_HOURS = 7 * 24;

type ExchangeStep = { name: string; state: string };
const stateOf = (steps: readonly ExchangeStep[], name: string) =>
  steps.find((one) => one.name === name)?.state;

/** True when the data were exchanged and not exchanged back: what lived before is kept beside. */
export const exchangeStands = (steps: readonly ExchangeStep[]): boolean =>
  stateOf(steps, "swap") === "done" && stateOf(steps, "swap_back") !== "done";

const HOUR_MS = 3_600_000;
/** A request nobody has decided ends after so many hours: what it counted and what it wanted are of yesterday by then. */
export const REQUEST_HOURS = 24;
export const requestEnds = (createdAt: Date): Date => new Date(createdAt.getTime() + REQUEST_HOURS * HOUR_MS);

/** Only what is production is decided by two. */
export const needsSecondPerson = (target: { stage: Stage }): boolean => target.stage === "production";

/** What a person types: the target's name, in production; null elsewhere. */
export const restoreConfirmation = (target: { name: string; stage: Stage }): string | null =>
  target.stage === "production" ? target.name : null;

/**
 * Every copy for another environment is made harmless, production too: where both run, its mail servers, payment keys
 * and scheduled actions would work twice. An environment that gets its own data back keeps them.
 */
export const neutralises = (source: { id: string }, target: { id: string }): boolean =>
  source.id !== target.id;

export type RestoreFacts = {
  backup: {
    state: BackupState;
    proof: BackupProof;
    takenAt: Date | null;
    release: { name: string; modules: readonly ReleaseModule[] } | null;
    complete: boolean;
  };
  source: { id: string; name: string; tenantId: string; stage: Stage };
  target: {
    id: string;
    name: string;
    tenantId: string;
    stage: Stage;
    release: { name: string; modules: readonly ReleaseModule[] } | null;
    activeOperation: string | null;
  };
  /** Versions known to move the schema, of any release. */
  schemaVersions: readonly SchemaVersion[];
  /** True when the requester said that a damaged backup is wanted all the same. */
  acceptsDamage: boolean;
};

/** Null when this backup can be brought back there, else the sentence that says why not and what would help. */
export function restoreRefusal(facts: RestoreFacts): string | null {
  const { backup, source, target } = facts;
  if (source.tenantId !== target.tenantId)
    return "A customer's data are never brought into another customer's environment.";
  return backupRefusal(facts) ?? targetRefusal(facts) ?? releaseRefusal(backup.release, facts);
}

/** Why a backup can be brought back nowhere; null when that depends on where to. */
export function nothingToBringBack(
  backup: Pick<RestoreFacts["backup"], "state" | "takenAt" | "complete">,
): string | null {
  if (backup.state === "running") return "This backup is still being taken. Wait until it is complete.";
  if (backup.state === "failed") return "This backup failed: there is nothing in it to bring back.";
  if (backup.state === "forgotten") return "This backup was removed by its retention. Choose a later one.";
  if (backup.takenAt === null || !backup.complete)
    return "This backup does not say which snapshots it is made of. Choose another one.";
  return null;
}

function backupRefusal({ backup, acceptsDamage }: RestoreFacts): string | null {
  const nothing = nothingToBringBack(backup);
  if (nothing !== null) return nothing;
  return damageRefusal(backup, acceptsDamage);
}

/** Why a backup that is not whole is not brought back unasked; null when it is whole, or wanted as it is. */
export function damageRefusal(
  { proof, state }: Pick<RestoreFacts["backup"], "proof" | "state">,
  acceptsDamage: boolean,
): string | null {
  const damaged = state === "damaged" ? "Attachments are missing in this backup" : null;
  const damage = proof === "disproved" ? "Reading this backup back failed" : damaged;
  if (damage === null || acceptsDamage) return null;
  return `${damage}. Choose another one, or confirm that it is wanted as it is.`;
}

function targetRefusal({ source, target }: RestoreFacts): string | null {
  if (target.release === null)
    return `Nothing runs in ${target.name} yet. Deploy a release there first: the data need code that fits.`;
  if (target.activeOperation !== null)
    return `${target.activeOperation} works on ${target.name} now. Wait until it has ended.`;
  if (target.stage === "production" && source.stage !== "production")
    return `${source.name} is not production: its data do not go into ${target.name}.`;
  return null;
}

function releaseRefusal(
  kept: RestoreFacts["backup"]["release"],
  { target, schemaVersions }: RestoreFacts,
): string | null {
  if (kept === null || target.release === null || kept.name === target.release.name) return null;
  const moved = [
    ...diffModules(kept.modules, target.release.modules, schemaVersions),
    ...diffModules(target.release.modules, kept.modules, schemaVersions),
  ].filter(({ schemaChange, kind }) => schemaChange && kind !== "removed");
  const names = [...new Set(moved.map(({ name }) => name))];
  if (names.length === 0) return null;
  const shown = names.slice(0, 3).join(", ");
  const more = names.length > 3 ? ` and ${names.length - 3} more` : "";
  return `The backup is of ${kept.name}, and ${target.name} runs ${target.release.name}: ${shown}${more} ${names.length === 1 ? "has" : "have"} another schema there. Deploy release ${kept.name} to ${target.name} first.`;
}
