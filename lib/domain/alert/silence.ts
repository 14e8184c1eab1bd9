import { deployStepTouches } from "../operation/deploy-steps";
import { KIND_NOUNS } from "../operation/name";
import type { AlertDomain } from "./source";
import type { Silenced } from "./tell";

export type PersonSilence = {
  tenantId: string | null;
  environmentId: string | null;
  /** Empty: every domain. */
  domains: readonly string[];
  reason: string;
  by: string;
  until: Date;
};

export type RunningOperation = {
  kind: keyof typeof KIND_NOUNS;
  strategy: "rolling" | "canary" | "recreate" | null;
  /** The step it is at; null before the first. */
  step: string | null;
  state: "queued" | "running" | "parked" | "paused";
  startedAt: Date | null;
};

/** An operation under way is looked at again this often, and silences for at most this long. */
const LOOK_AGAIN_MS = 10_000;
const LONGEST_MS = 4 * 3_600_000;
/** A silence that a person asks for ends within this time. */
export const LONGEST_SILENCE_DAYS = 30;
export const SILENCES_PER_PLACE = 20;

/** What a closed door is felt in. */
export const CLOSED_DOOR: readonly AlertDomain[] = ["business", "application", "integration", "platform"];
const NEW_PODS: readonly AlertDomain[] = ["platform"];
const GOING_BACK = /^restore_/;

/**
 * What an operation announces will be felt, right now (requirement G4): a closed door is felt by everybody, new pods
 * by the platform alone, and data that are put back by the database too. While a release is watched nothing is
 * silenced: that is what the watching is for.
 */
export function announcedBy(operation: RunningOperation): readonly AlertDomain[] {
  const { kind, strategy, step, state } = operation;
  if (state === "queued" || state === "paused" || step === null) return [];
  switch (kind) {
    case "deploy":
    case "rollback":
      if (!deployStepTouches(step) && !GOING_BACK.test(step)) return [];
      return strategy === "recreate" ? CLOSED_DOOR : NEW_PODS;
    case "restore":
    case "undo_restore":
    case "restore_rollback":
      return [...CLOSED_DOOR, "database"];
    case "backup":
    case "verify":
    case "clear_kept":
    case "prune":
    case "drill":
    case "scratch":
    case "clear_scratch":
      return [];
  }
}

/** The operation that silences a domain now, if one does. */
export function silencedByOperation(
  operations: readonly RunningOperation[],
  domain: AlertDomain,
  now: Date,
): Silenced | null {
  const announcing = operations.find(
    (operation) =>
      operation.startedAt !== null &&
      now.getTime() - operation.startedAt.getTime() < LONGEST_MS &&
      announcedBy(operation).includes(domain),
  );
  if (announcing === undefined) return null;
  return {
    reason: `A ${KIND_NOUNS[announcing.kind]} is under way that announces it.`,
    until: new Date(now.getTime() + LOOK_AGAIN_MS),
  };
}

type Where = { tenantId: string | null; environmentId: string | null; domain: AlertDomain };

/** Whether a person's silence is over this alert. */
export const coversAlert = (
  silence: Pick<PersonSilence, "tenantId" | "environmentId" | "domains">,
  alert: Where,
): boolean =>
  (silence.tenantId === null || silence.tenantId === alert.tenantId) &&
  (silence.environmentId === null || silence.environmentId === alert.environmentId) &&
  (silence.domains.length === 0 || silence.domains.includes(alert.domain));

/** The person's silence over an alert that lasts longest; null when none stands. */
export function silencedByPerson(
  silences: readonly PersonSilence[],
  alert: Where,
  now: Date,
): Silenced | null {
  const [longest] = silences
    .filter((silence) => silence.until > now && coversAlert(silence, alert))
    .toSorted((one, other) => other.until.getTime() - one.until.getTime());
  return longest === undefined
    ? null
    : { reason: `${longest.by} silenced it: ${longest.reason}`, until: longest.until };
}

/** Why a silence cannot end then, as a sentence; null when it can. */
export function silenceEndRefusal(until: Date, now: Date): string | null {
  if (until <= now) return "Choose an end that lies ahead.";
  const longest = LONGEST_SILENCE_DAYS * 86_400_000;
  return until.getTime() - now.getTime() > longest
    ? `Choose an end within ${LONGEST_SILENCE_DAYS} days: what is silenced for longer is forgotten.`
    : null;
}
