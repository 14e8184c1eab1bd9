import { CLOSED_DOOR } from "../alert/silence";
import type { AlertDomain } from "../alert/source";
import type { DeployStepName } from "../operation/deploy-steps";
import type { Stretch } from "./hours";

export const PLANNED_DOWNTIME = ["left_out", "counts"] as const;
/** left_out: time that was announced to be closed is no part of the window. counts: it burns like any other. */
export type PlannedDowntime = (typeof PLANNED_DOWNTIME)[number];

/** A time that was announced to be felt, in the domains that were named. */
export type PlannedStretch = Stretch & {
  domains: readonly AlertDomain[];
  /** It ended as planned, or still stands: a reading that looks back into it tells of it. */
  asPlanned: boolean;
};

/** A door that stays closed for longer than this was not planned so. */
const LONGEST_MS = 4 * 3_600_000;

/** The steps a closed door lies between. */
const CLOSING = { begin: "quiesce", end: "open" } as const satisfies Record<string, DeployStepName>;

type Step = { name: string; phase: "forward" | "rollback"; startedAt: Date | null; finishedAt: Date | null };

/**
 * How long a deployment that was planned keeps the door closed: from the closing until it is open, or until the
 * deployment fails and goes back, which nobody planned. Null where it closes nothing.
 */
export function closedByDeployment(
  steps: readonly Step[],
  { finishedAt, now }: { finishedAt: Date | null; now: Date },
): PlannedStretch | null {
  const forward = (name: keyof typeof CLOSING) =>
    steps.find((step) => step.phase === "forward" && step.name === CLOSING[name]);
  const from = forward("begin")?.startedAt ?? null;
  if (from === null) return null;
  const back = steps.filter(({ phase }) => phase === "rollback").map(({ startedAt }) => startedAt);
  const opened = forward("end")?.finishedAt ?? now;
  const ends = [...back, finishedAt].filter((end) => end !== null).map((end) => end.getTime());
  const broken = Math.min(from.getTime() + LONGEST_MS, ...ends);
  const until = new Date(Math.min(opened.getTime(), broken));
  return until > from ? { from, until, domains: CLOSED_DOOR, asPlanned: opened.getTime() <= broken } : null;
}

/**
 * Whether a reading of a moment tells of planned downtime. Readings look back for a while: one just after the door
 * opened still counts what was refused before. What did not end as planned hurts from that moment on.
 */
export const isPlanned = (
  stretches: readonly PlannedStretch[],
  { domain, at, lookBackSeconds }: { domain: AlertDomain; at: Date; lookBackSeconds: number },
): boolean =>
  stretches.some(
    ({ from, until, domains, asPlanned }) =>
      domains.includes(domain) &&
      from <= at &&
      at.getTime() < until.getTime() + (asPlanned ? lookBackSeconds * 1_000 : 0),
  );
