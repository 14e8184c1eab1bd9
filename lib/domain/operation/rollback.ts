import { diffModules, type ReleaseModule, type SchemaVersion } from "../release/diff";
import { counted, sentenceCase } from "../shared/words";
import type { PlannedStep } from "./plan";
import type { StepPhase } from "./state";
import { schemaChanges } from "./strategy";

const MINUTE = 60_000;
const REFUSES = "The rollback is refused; nothing was touched.";
const STOPS = "It stops there, and the environment is marked as needing attention.";

type StepText = { title: string; phase: StepPhase; timeoutMs: number; ifItFails: string };

/** Every step of a rollback, in order. The modules in the database are never updated: code and configuration go back. */
export const ROLLBACK_STEPS = {
  gates: { title: "Check the gates again", phase: "forward", timeoutMs: MINUTE, ifItFails: REFUSES },
  preflight: {
    title: "Look before acting: cluster, secrets, image, room",
    phase: "forward",
    timeoutMs: 2 * MINUTE,
    ifItFails: REFUSES,
  },
  render: {
    title: "Take the manifests that ran before",
    phase: "forward",
    timeoutMs: MINUTE,
    ifItFails: REFUSES,
  },
  rollout: {
    title: "Roll out the pods of the earlier release",
    phase: "forward",
    timeoutMs: 15 * MINUTE,
    ifItFails: STOPS,
  },
  smoke: { title: "Run the business checks", phase: "forward", timeoutMs: 5 * MINUTE, ifItFails: STOPS },
  record: { title: "Record what runs now", phase: "forward", timeoutMs: MINUTE, ifItFails: STOPS },
  stop_here: {
    title: "Stop: a person decides what runs",
    phase: "rollback",
    timeoutMs: MINUTE,
    ifItFails: STOPS,
  },
} as const satisfies Record<string, StepText>;

export type RollbackStepName = keyof typeof ROLLBACK_STEPS;

/** The steps of a rollback: always the same, since nothing in it depends on what differs. */
export function planRollback(): readonly PlannedStep<RollbackStepName>[] {
  return (Object.keys(ROLLBACK_STEPS) as RollbackStepName[]).map((name) => ({
    name,
    ...ROLLBACK_STEPS[name],
  }));
}

/** Title and consequence of a stored step; a name no release of Holdfast knows keeps its name. */
export function rollbackStepText(name: string): { title: string; ifItFails: string } {
  const known: Readonly<Record<string, StepText>> = ROLLBACK_STEPS;
  const text = Object.hasOwn(known, name) ? known[name] : undefined;
  return { title: text?.title ?? name, ifItFails: text?.ifItFails ?? "" };
}

/** What an abort does once a rollback has touched something: it has no rollback of its own. */
export const ROLLBACK_ABORT_EFFECT =
  "Something was touched already, and a rollback is not itself rolled back: what was applied stays, and the environment needs a person's attention.";

/** An operation of the environment that ended. */
export type PastOperation = {
  kind: "deploy" | "rollback";
  state: "succeeded" | "failed" | "rolled_back" | "cancelled";
  releaseId: string | null;
  previousReleaseId: string | null;
};

/** What is to be left and what is to run again, by release id. */
export type RollbackPair = { fromId: string | null; targetId: string | null };

/**
 * Which release a rollback leaves and which it brings back. What ran before is a pile: a deployment lays its release
 * on top, a rollback takes the top away, so that what was rolled back from is never offered as the way back. After a
 * deployment that stopped half-way the way back is to the release that ran when it began. `history` is oldest first.
 */
export function rollbackPair(
  history: readonly PastOperation[],
  environment: { releaseId: string | null; state: "ready" | "changing" | "needs_attention" },
): RollbackPair {
  const last = history.at(-1);
  const stoppedHalfway =
    environment.state === "needs_attention" &&
    last?.kind === "deploy" &&
    last.state === "failed" &&
    last.previousReleaseId === environment.releaseId;
  if (stoppedHalfway) return { fromId: last.releaseId, targetId: environment.releaseId };
  const pile = pileOf(history);
  const known = pile.at(-1) === environment.releaseId;
  return { fromId: environment.releaseId, targetId: known ? (pile.at(-2) ?? null) : null };
}

function pileOf(history: readonly PastOperation[]): string[] {
  const pile: string[] = [];
  for (const { kind, state, releaseId, previousReleaseId } of history) {
    if (state !== "succeeded" || releaseId === null) continue;
    if (kind === "deploy") {
      if (previousReleaseId !== null && pile.at(-1) !== previousReleaseId) pile.push(previousReleaseId);
      pile.push(releaseId);
    } else if (pile.includes(releaseId)) pile.splice(pile.lastIndexOf(releaseId) + 1);
    else pile.splice(0, pile.length, releaseId);
  }
  return pile;
}

/** A module whose code goes back while the database keeps what the newer version made of it. */
export type KeptModule = { name: string; database: string; code: string | null };

export type RollbackVerdict = {
  allowed: boolean;
  /** Why not; null when it is possible. */
  reason: string | null;
  kept: readonly KeptModule[];
  /** What it does to the data, in words. */
  effect: string;
};

type Release = { name: string; modules: readonly ReleaseModule[] };
export type RollbackFacts = {
  /** The release to leave; null when nothing ever ran. */
  from: Release | null;
  target: Release | null;
  activeOperation: string | null;
  /** Versions known to move the schema, of any release: one that was skipped on the way counts too. */
  schemaVersions: readonly SchemaVersion[];
};

/**
 * Whether code and configuration alone can go back. A module without `schemaChange` is its builder's promise that the
 * older code runs on the database it leaves behind; one that moved the schema makes it a matter of restoring data.
 */
export function rollbackVerdict(facts: RollbackFacts): RollbackVerdict {
  const { from, target } = facts;
  const differences =
    from === null || target === null
      ? []
      : diffModules(target.modules, from.modules, facts.schemaVersions).filter(
          ({ kind }) => kind !== "removed",
        );
  const kept = differences.flatMap(({ name, from: code, to }) =>
    to === null ? [] : [{ name, database: to, code }],
  );
  const moved = schemaChanges(differences).map(({ name }) => name);
  const reason = refusalOf(facts, moved);
  return { allowed: reason === null, reason, kept, effect: effectOf(kept.length) };
}

function refusalOf(facts: RollbackFacts, moved: readonly string[]): string | null {
  const { from, target, activeOperation } = facts;
  if (from === null) return "Nothing has run here yet, so there is nothing to go back from.";
  if (activeOperation !== null) {
    return `${activeOperation} changes this environment now. Wait until it has ended; aborting it goes back by itself.`;
  }
  if (target === null) {
    return `${from.name} is the first release known here: there is no earlier one to go back to.`;
  }
  if (moved.length === 0) return null;
  const [first = "", second] = moved;
  const named =
    second === undefined
      ? first
      : moved.length === 2
        ? `${first} and ${second}`
        : `${first}, ${second} and ${counted(moved.length - 2, "more module")}`;
  return (
    `${from.name} changed the database's schema (${named}), and the code of ${target.name} does not run on it. ` +
    "Code alone cannot go back; the release and the data from before it can, together, which loses what was written since."
  );
}

const effectOf = (kept: number): string =>
  "Nothing is lost: orders, stock moves, work orders, invoices and files stay as they are; only code and configuration go back." +
  (kept === 0
    ? ""
    : ` ${sentenceCase(counted(kept, "module keeps its", "modules keep their"))} newer version in the database.`);
