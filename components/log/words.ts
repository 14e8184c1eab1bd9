import type { LogPage } from "@/lib/contracts/api/resources/log";
import { LOG_SEVERITIES, LOG_SEVERITY_NAMES, type LogSeverity } from "@/lib/domain/log/line";
import { LOG_WINDOW_IDS, LOG_WINDOW_NAMES } from "@/lib/domain/log/window";
import { type OperationKind, operationNamed } from "@/lib/domain/operation/name";
import { sentenceCase } from "@/lib/domain/shared/words";

export const messages = {
  title: "Logs",
  sentence: (source: "pods" | "loki") =>
    source === "loki"
      ? "What the pods wrote, from the cluster's Loki, beside what Holdfast did meanwhile."
      : "What the pods wrote and still have, beside what Holdfast did meanwhile. What a pod has lost with its end is not here.",
  audited:
    "Who reads them and what they look for is written into the audit log. What looks like a credential is hidden.",
  failed: "The logs could not be read.",
  loading: "Reading the logs",
  lines: "Lines",
  linesState: (count: number, cut: boolean) => (cut ? `the newest ${count} of more` : "all of the window"),
  followState: (left: number) =>
    left === 0 ? "as they are written" : `as they are written, ${left} left out: too many at once`,
  none: "Nothing was written in this window that fits.",
  noneLive: "Nothing has been written yet.",
  follow: "Follow live",
  stop: "Stop following",
  followAgain: "Follow again",
  axis: "When they were written",
  axisMeta: (warnings: number, errors: number) => `${warnings} warnings, ${errors} errors`,
  search: "Search in the lines",
  window: "Window",
  pod: "Pod",
  severity: "At least",
  allPods: "All pods",
  again: "Read again",
  unread: "not read: too many lines",
  lost: "The connection to Holdfast broke.",
  refused: "They cannot be followed now: Holdfast does not answer, or you follow three logs already.",
  operations: "What Holdfast did meanwhile",
  running: "still running",
} as const;

export const WINDOW_CHOICES = LOG_WINDOW_IDS.map((value) => ({ value, label: LOG_WINDOW_NAMES[value] }));
export const SEVERITY_CHOICES = LOG_SEVERITIES.map((value) => ({
  value,
  label: value === "debug" ? "Everything" : LOG_SEVERITY_NAMES[value],
}));

/** How the lines of a log are coloured. */
export const levelOf = (severity: LogSeverity): "info" | "warn" | "error" =>
  severity === "warn" ? "warn" : severity === "error" || severity === "fatal" ? "error" : "info";

type Operation = LogPage["operations"][number];

/** "Deployment of 2026.11.2": an operation as the axis names it. */
export function operationTitle({
  kind,
  release,
}: {
  kind: OperationKind;
  release: Operation["release"];
}): string {
  return sentenceCase(operationNamed(kind, release));
}
