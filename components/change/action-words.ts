import type { ChangeAction } from "@/components/change/change-actions";
import { messages as governance } from "@/components/change/governance-messages";
import type { MovingAction } from "@/components/change/use-change-action";
import type { Change } from "@/lib/contracts/api/resources/change";

type ActionWords = {
  label: (change: Change) => string;
  short: string;
  key: string;
  danger?: true;
};

export const ACTION_WORDS: Record<ChangeAction, ActionWords> = {
  submit: { label: () => "Submit for decision", short: "Submit", key: "s" },
  edit: { label: () => "Edit the draft", short: "Edit", key: "e" },
  approve: { label: (change) => `Approve ${change.release.name}`, short: "Approve", key: "a" },
  approve_now: { label: () => governance.startNow, short: governance.startNowShort, key: "a" },
  ask: { label: () => "Ask for changes", short: "Ask", key: "c" },
  reject: { label: () => "Reject", short: "Reject", key: "r", danger: true },
  revise: { label: () => "Return to draft", short: "To draft", key: "d" },
  start: { label: (change) => `Deploy ${change.release.name} now`, short: "Deploy", key: "s" },
  cancel: { label: () => "Cancel the change", short: "Cancel", key: "x", danger: true },
};

type Question = {
  title: string;
  effect: string;
  confirm: string;
  reason: string | null;
  optional?: true;
  danger?: true;
};

const place = (change: Change) => `${change.tenant.name}, ${change.environment.name}`;
const running = (change: Change) => change.runningRelease?.name ?? "no release";

/** Whoever decides for somebody else is told before, not only on the record. */
const forWhom = ({ governance: { approvesFor } }: Change): string =>
  approvesFor === null ? "" : `, given for ${approvesFor.name}`;

/** What is asked before an action; null where the button itself is enough. */
export function questionFor(action: MovingAction, change: Change): Question | null {
  const release = change.release.name;
  switch (action) {
    case "submit":
      return null;
    case "approve":
      return {
        title: `Approve ${release} for ${place(change)}?`,
        effect: `Your approval is recorded with your name${forWhom(change)}. It lapses when the content of the change is edited.`,
        confirm: `Approve ${release}`,
        reason: "What you checked (optional)",
        optional: true,
      };
    case "approve_now":
      return {
        title: governance.startNowTitle(release, place(change)),
        effect: `${governance.startNowEffect} Your approval is recorded with your name${forWhom(change)}.`,
        confirm: governance.startNow,
        reason: governance.startNowReason,
        optional: true,
        danger: true,
      };
    case "start":
      return {
        title: `Deploy ${release} to ${place(change)} now?`,
        effect: `Replaces ${running(change)}. Gates are evaluated again first. If a step fails, the plan's rollback runs by itself.`,
        confirm: `Deploy ${release} to ${change.environment.name}`,
        reason: null,
      };
    case "ask":
      return {
        title: `Ask for changes to ${change.number}?`,
        effect: `It goes back to draft with what you write, and ${change.requester.name} is told. Approvals given so far become void.`,
        confirm: "Ask, return to draft",
        reason: "What should be different",
      };
    case "reject":
      return {
        title: `Reject ${change.number}?`,
        effect: `${change.requester.name} is shown your reason. A rejected change has ended; a new one can be drafted.`,
        confirm: `Reject ${change.number}`,
        reason: "Why it is rejected",
        danger: true,
      };
    case "revise":
      return {
        title: `Return ${change.number} to draft?`,
        effect: "Every approval given so far becomes void. It can be edited and submitted again.",
        confirm: "Return to draft, void approvals",
        reason: "What should be different",
      };
    case "cancel":
      return {
        title: `Cancel ${change.number}?`,
        effect: "The change ends without touching the environment. It stays in the record.",
        confirm: `Cancel ${change.number}`,
        reason: "Why it is cancelled",
        danger: true,
      };
  }
}

export const RECEIPTS: Record<MovingAction, string> = {
  submit: "Submitted. Those who may decide are told, and find it under “Waiting for me”.",
  approve: "Approved. Your decision is in the timeline and in the audit log.",
  approve_now:
    "Approved and started. What it owes stands under “Emergency”; this page follows the operation.",
  ask: "Asked. It is back in draft; what you wrote is with the decisions and in the audit log.",
  reject: "Rejected. The reason is in the timeline and in the audit log.",
  revise: "Back in draft. Earlier approvals are void.",
  start: "Started. The operation runs; this page and the operation's page follow it.",
  cancel: "Cancelled. Nothing was touched.",
};

export const FAILURES: Record<MovingAction, string> = {
  submit: "The change was not submitted.",
  approve: "The change was not approved.",
  approve_now: "It was neither approved nor started.",
  ask: "Nothing was asked for.",
  reject: "The change was not rejected.",
  revise: "The change was not returned to draft.",
  start: "The deployment was not started.",
  cancel: "The change was not cancelled.",
};
