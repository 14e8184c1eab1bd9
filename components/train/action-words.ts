import type { Train, TrainActions, TrainImpact } from "@/lib/contracts/api/resources/train";
import type { TrainState } from "@/lib/domain/train/state";

export type TrainAction = keyof TrainActions;
export type MovingTrainAction = Exclude<TrainAction, "edit">;

/** Which actions a page offers in each state, the main one first. Whether they are allowed the server says. */
export const OFFERED: Record<TrainState, readonly TrainAction[]> = {
  draft: ["submit", "edit", "cancel"],
  in_review: ["approve", "reject", "cancel"],
  approved: ["start", "cancel"],
  running: ["halt", "stop"],
  halted: ["resume", "stop"],
  succeeded: [],
  stopped: [],
  rejected: [],
  cancelled: [],
};

type Words = { label: string; short: string; key: string; danger?: true };

export const ACTION_WORDS: Record<TrainAction, Words> = {
  submit: { label: "Submit for decision", short: "Submit", key: "s" },
  edit: { label: "Edit the draft", short: "Edit", key: "e" },
  approve: { label: "Approve the train", short: "Approve", key: "a" },
  reject: { label: "Reject", short: "Reject", key: "r", danger: true },
  start: { label: "Start the first ring", short: "Start", key: "s" },
  halt: { label: "Halt the train", short: "Halt", key: "h" },
  resume: { label: "Resume the train", short: "Resume", key: "u" },
  stop: { label: "Stop for good", short: "Stop", key: "x", danger: true },
  cancel: { label: "Cancel the train", short: "Cancel", key: "x", danger: true },
};

type Question = {
  title: string;
  effect: string;
  confirm: string;
  reason: string | null;
  optional?: true;
  danger?: true;
};

const plural = (count: number, one: string) => `${count} ${one}${count === 1 ? "" : "s"}`;
const inState = (train: Train, state: "waiting" | "running" | "failed" | "arrived") =>
  train.rings.flatMap(({ cars }) => cars).filter((car) => car.state === state).length;

/** What is asked before an action, with its consequences; null where the button itself is enough. */
export function questionFor(
  action: MovingTrainAction,
  train: Train,
  impact: TrainImpact | undefined,
): Question | null {
  const places = plural(train.environments, "environment");
  const running = inState(train, "running");
  const ownEnd = running === 0 ? "" : ` ${plural(running, "operation")} under way will run to the end.`;
  switch (action) {
    case "submit":
      return null;
    case "approve":
      return {
        title: `Approve ${train.number}?`,
        effect: `Your approval is recorded for the change of each of its ${places}, with your name.`,
        confirm: `Approve ${train.number}`,
        reason: "What you checked (optional)",
        optional: true,
      };
    case "reject":
      return {
        title: `Reject ${train.number}?`,
        effect: `The train and its changes have ended then. ${train.requester.name} is shown your reason.`,
        confirm: `Reject ${train.number}`,
        reason: "Why it is rejected",
        danger: true,
      };
    case "start":
      return {
        title: `Start ${train.number} with ${train.rings[0]?.name ?? "its first ring"}?`,
        effect: `${startWords(impact)} Each environment is asked its gates again; the train halts after ${plural(train.haltAfterFailures, "failure")}.`,
        confirm: `Start ${train.number}`,
        reason: null,
      };
    case "halt":
      return {
        title: `Halt ${train.number}?`,
        effect: `Nothing more starts until somebody resumes it.${ownEnd}`,
        confirm: `Halt ${train.number}`,
        reason: "Why it is halted",
      };
    case "resume":
      return {
        title: `Resume ${train.number}?`,
        effect: resumeWords(train),
        confirm: `Resume ${train.number}`,
        reason: "Why it may go on",
      };
    case "stop":
      return {
        title: `Stop ${train.number} for good?`,
        effect: `${plural(inState(train, "waiting"), "environment")} that has not started never will; ${plural(inState(train, "arrived"), "environment")} keep the release.${ownEnd}`,
        confirm: `Stop ${train.number}`,
        reason: "Why it is stopped",
        danger: true,
      };
    case "cancel":
      return {
        title: `Cancel ${train.number}?`,
        effect: "The train ends without touching any environment. It stays in the record.",
        confirm: `Cancel ${train.number}`,
        reason: "Why it is cancelled",
        danger: true,
      };
  }
}

function startWords(impact: TrainImpact | undefined): string {
  if (impact === undefined) return "";
  const { tenants, sites, environments, production } = impact.totals;
  return `It touches ${plural(environments, "environment")} (${production} production) of ${plural(tenants, "tenant")} with ${plural(sites, "site")}.`;
}

function resumeWords(train: Train): string {
  const failed = inState(train, "failed") - train.acceptedFailures;
  const out =
    failed > 0
      ? ` ${failed === 1 ? "The environment that did not arrive stays out and halts" : `The ${failed} environments that did not arrive stay out and halt`} it no more.`
      : "";
  return `It goes on where it stands; each environment is asked its gates again.${out} A ring that was not well is accepted as it is.`;
}

export const RECEIPTS: Record<MovingTrainAction, string> = {
  submit: "Submitted. Every environment has its change, and waits with the train.",
  approve: "Approved, with the change of every environment.",
  reject: "Rejected. The reason is in the timeline and in the audit log.",
  start: "Started. The first ring begins within seconds; this page follows it.",
  halt: "Halted. Nothing more starts.",
  resume: "Resumed. It goes on within seconds.",
  stop: "Stopped. What has not started never will.",
  cancel: "Cancelled. Nothing was touched.",
};

export const FAILURES: Record<MovingTrainAction, string> = {
  submit: "The train was not submitted.",
  approve: "The train was not approved.",
  reject: "The train was not rejected.",
  start: "The train was not started.",
  halt: "The train was not halted.",
  resume: "The train was not resumed.",
  stop: "The train was not stopped.",
  cancel: "The train was not cancelled.",
};
