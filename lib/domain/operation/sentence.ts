import type { StepFailure } from "./run";

export type OutcomeFacts = {
  state: "succeeded" | "failed" | "rolled_back";
  touched: boolean;
  environment: string;
  release: string;
  previousRelease: string | null;
  failure: StepFailure | null;
  /** Seconds between the start of the failed step and its failure; null when unknown. */
  secondsIntoStep: number | null;
  /** What kept the rollback from ending well. */
  rollbackFailure: StepFailure | null;
  seconds: number | null;
  /** Where a person must look: whether visitors are let in; null where the door was never closed. */
  door?: "open" | "closed" | "unknown" | null;
  /** True when the deployment closes the door: then nothing served while it failed. */
  closes?: boolean;
  /** True when the data were saved before the update, so that they are now what they were then. */
  saved?: boolean;
};

/** What the row says while a plan goes forward; where it is read the step under way speaks instead. */
export const IN_PROGRESS = "In progress.";

const STEP_WORDS: Readonly<Record<string, string>> = {
  gates: "the gates were checked",
  preflight: "preflight began",
  render: "rendering began",
  quiesce: "the door began to close",
  checkpoint: "the checkpoint began",
  migrate: "the module update began",
  canary: "the canary began",
  canary_smoke: "the checks on the canary began",
  canary_watch: "the canary's watch began",
  widen: "the canary was widened",
  widen_watch: "the wider canary's watch began",
  rollout: "the rollout began",
  smoke: "the business checks began",
  open: "opening began",
  observe: "watching began",
  record: "recording began",
};

/** "6 s", "4 min 10 s", "1 h 2 min": as a person would say it. */
export function spokenSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const trimmed = (text: string) => text.trim().replace(/[.;\s]+$/, "");

function because(facts: OutcomeFacts): string {
  if (facts.failure === null) return "no reason was recorded";
  if (facts.failure.kind === "aborted") return trimmed(facts.failure.reason);
  const after = STEP_WORDS[facts.failure.step];
  const when =
    facts.secondsIntoStep === null || after === undefined
      ? ""
      : facts.secondsIntoStep < 1
        ? ` right after ${after}`
        : ` ${spokenSeconds(facts.secondsIntoStep)} after ${after}`;
  return `${trimmed(facts.failure.reason)}${when}`;
}

const UNMET = new Set(["canary", "canary_smoke"]);
const SHARED = new Set(["canary_watch", "widen", "widen_watch"]);
const SINCE_CHECKPOINT = new Set(["migrate", "rollout", "smoke", "open"]);

/** What became of the data, as a clause: they are the checkpoint's, whether or not the update had come to anything. */
const dataAre = ({ failure, saved = false }: OutcomeFacts): string =>
  saved && failure !== null && SINCE_CHECKPOINT.has(failure.step)
    ? "; database and files are those of the checkpoint, nothing was lost"
    : "";

const DOORS = {
  open: " The door is open: visitors reach what runs there.",
  closed: " The door is closed: visitors see the maintenance page.",
  unknown: " Whether the door is open could not be seen.",
} as const;

/** What visitors had of the failure, as a clause. */
function whatServed({ failure, closes = false }: OutcomeFacts): string {
  if (failure === null || closes) return "";
  if (UNMET.has(failure.step)) return "; no visitor met the new release";
  if (SHARED.has(failure.step)) return "; the old pods kept serving everybody else";
  return oldPodsServed(failure) ? "; the old pods kept serving" : "";
}

/** True when the failed step saw the old pods ready throughout, or never came near them. */
function oldPodsServed({ step, facts }: StepFailure): boolean {
  if (step === "migrate") return true;
  return (
    typeof facts === "object" && facts !== null && "oldPodsServed" in facts && facts["oldPodsServed"] === true
  );
}

/** What happened and why, in one sentence: for the operation, its change and its environment. */
export function outcomeSentence(facts: OutcomeFacts): string {
  const took = facts.seconds === null ? "" : ` in ${spokenSeconds(facts.seconds)}`;
  if (facts.state === "succeeded") {
    const from = facts.previousRelease === null ? "" : ` (before: ${facts.previousRelease})`;
    return `${facts.environment} runs ${facts.release}${from}; deployed and checked${took}.`;
  }
  if (facts.state === "rolled_back") {
    const to = facts.previousRelease ?? "the previous release";
    return `Rolled back to ${to}: ${because(facts)}${whatServed(facts)}${dataAre(facts)}.`;
  }
  if (!facts.touched) return `Not deployed, nothing was touched: ${because(facts)}.`;
  const door = facts.door == null ? "" : DOORS[facts.door];
  if (facts.rollbackFailure === null || facts.previousRelease === null) {
    return `Stopped while deploying ${facts.release}, a person must look: ${because(facts)}.${door}`;
  }
  return (
    `Going back to ${facts.previousRelease} failed (${trimmed(facts.rollbackFailure.reason)}) ` +
    `after ${facts.release} did not hold: ${because(facts)}; a person must look.${door}`
  );
}

/** The same for a rollback, which is not itself taken back. */
export function rollbackSentence(facts: OutcomeFacts): string {
  if (facts.state === "succeeded") {
    const from = facts.previousRelease === null ? "" : ` (before: ${facts.previousRelease})`;
    const took = facts.seconds === null ? "" : ` in ${spokenSeconds(facts.seconds)}`;
    return `${facts.environment} runs ${facts.release} again${from}; checked${took}.`;
  }
  if (!facts.touched) return `Not rolled back, nothing was touched: ${because(facts)}.`;
  return `Stopped while going back to ${facts.release}, a person must look: ${because(facts)}.`;
}
