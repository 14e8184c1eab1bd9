import { counted, sentenceCase } from "../shared/words";
import { failuresNow, type WorkflowFact } from "../workflow/course";
import { definitionOf, type SignalId } from "./catalog";
import type { LedgerFact, PodsFact, SignalLimits, SignalSource } from "./definition";
import type { Workflow } from "./domains";
import { STALE_AFTER_MS } from "./environment";
import type { PodFact } from "./facts";

/** What was read of one signal; `why` says in a sentence why there is nothing. */
export type Measured = {
  value: number | null;
  why: string;
  /** Nothing happened that could be measured: what was seen last still stands. */
  quiet?: true;
  /** When what is wrong began, where that is known better than by reading. */
  since?: Date;
};

export type MeasuredEnvironment = {
  namespace: string;
  webReplicas: number;
  cronReplicas: number;
  pods: readonly PodFact[];
  observedAt: Date | null;
  createdAt: Date;
  recoverableUntil: Date | null;
  hasArchive: boolean;
  backupAt: Date | null;
  proofAt: Date | null;
  drillAt: Date | null;
  /** What is tried there by schedule. */
  workflows: readonly WorkflowFact[];
  /** How its integrations stand; null where none is checked. */
  integrations: IntegrationCounts | null;
  /** Null before anybody looked. */
  certificate: CertificateFact | null;
};

/** The certificate an address served when it was last seen; the reason says why the newest look saw none. */
export type CertificateFact = { readAt: Date | null; endsAt: Date | null; reason: string };

/**
 * `down` are broken and work stops without them; `failing` are the others that are broken or warn. Beside each, how many
 * of the same weight nothing is known of now.
 */
export type IntegrationCounts = {
  down: number;
  downUnknown: number;
  failing: number;
  failingUnknown: number;
};

/** Reads a value that Prometheus told of a namespace, and of a key where the question is split. */
export type MetricOf = (question: string, namespace: string, key: string | null) => Measured;

type Now = { now: Date; metricOf: MetricOf; limits: SignalLimits | null };

/** The present reading of one signal from wherever it lives; `limits` are those it is judged by. */
export function measuredOf(
  id: SignalId,
  environment: MeasuredEnvironment,
  { now, metricOf, limits }: Now,
): Measured {
  const { source } = definitionOf(id);
  switch (source.kind) {
    case "prometheus":
      return metricReading(source, environment.namespace, metricOf);
    case "kubernetes":
      return podsReading(source.fact, environment, now);
    case "ledger":
      return ledgerReading(source.fact, environment, { now, limits });
    case "workflow":
      return tryReading(environment, source.workflow, now);
    case "slow_workflows":
      return slowReading(environment, now);
    case "integrations":
      return integrationReading(environment, source.of);
    case "certificate":
      return certificateReading(environment, now, metricOf);
  }
}

type MetricSource = Extract<SignalSource, { kind: "prometheus" }>;

function metricReading(
  { question, key, seen }: MetricSource,
  namespace: string,
  metricOf: MetricOf,
): Measured {
  const measured = metricOf(question, namespace, key);
  if (measured.value !== null || seen === null) return measured;
  const watched = metricOf(seen, namespace, key).value !== null;
  return watched ? { value: null, why: "Nobody has tried yet.", quiet: true } : measured;
}

const OF_SCHEDULER: ReadonlySet<SignalId> = new Set(["scheduler", "schedulers_missing", "cron_overdue"]);

/** Whether a signal has anything to say: no scheduler is missed where none is wanted, no try where none is made. */
export function concerns(id: SignalId, environment: MeasuredEnvironment): boolean {
  const { source } = definitionOf(id);
  if (source.kind === "integrations") return environment.integrations !== null;
  if (source.kind === "slow_workflows") return environment.workflows.length > 0;
  if (source.kind === "workflow")
    return environment.workflows.some(({ workflow }) => workflow === source.workflow);
  if (OF_SCHEDULER.has(id)) return environment.cronReplicas > 0;
  return id === "archive_age" ? environment.hasArchive : true;
}

function podsReading(fact: PodsFact, environment: MeasuredEnvironment, now: Date): Measured {
  const { observedAt, webReplicas, cronReplicas } = environment;
  if (observedAt === null) return { value: null, why: "The pods were not observed yet." };
  if (now.getTime() - observedAt.getTime() > STALE_AFTER_MS)
    return { value: null, why: "The pods were last observed too long ago." };
  // One that is replaced is there until its successor is; where there is none at all, nobody will run anything.
  if (fact === "schedulers_missing")
    return { value: environment.pods.some(({ component }) => component === "cron") ? 0 : 1, why: "" };
  const pods = environment.pods.filter(
    ({ component, phase }) => (component === "web" || component === "cron") && phase !== "Terminating",
  );
  if (fact === "pods_in_trouble")
    return { value: pods.filter(({ reason }) => reason !== null).length, why: "" };
  const wanted = webReplicas + cronReplicas;
  const ready = (component: string, most: number) =>
    Math.min(most, pods.filter((pod) => pod.component === component && pod.ready).length);
  const missing = wanted - ready("web", webReplicas) - ready("cron", cronReplicas);
  return { value: wanted === 0 ? 0 : missing / wanted, why: "" };
}

const NEVER: Readonly<Record<LedgerFact, string>> = {
  backup_age: "No backup was taken yet.",
  proof_age: "No backup was proven by reading it back yet.",
  drill_age: "No drill was passed yet.",
  archive_age: "No part of the log was archived yet.",
};

/**
 * Seconds without it. What never happened is unknown at first and never good; it counts from when the environment was
 * made here as soon as that is long enough to warn.
 */
function ledgerReading(
  fact: LedgerFact,
  environment: MeasuredEnvironment,
  { now, limits }: Pick<Now, "now" | "limits">,
): Measured {
  const moments: Readonly<Record<LedgerFact, Date | null>> = {
    backup_age: environment.backupAt,
    proof_age: environment.proofAt,
    drill_age: environment.drillAt,
    archive_age: environment.recoverableUntil,
  };
  const happened = moments[fact];
  const seconds = Math.max(0, (now.getTime() - (happened ?? environment.createdAt).getTime()) / 1_000);
  if (happened === null && (limits === null || seconds < limits.warn))
    return { value: null, why: NEVER[fact] };
  return { value: seconds, why: "" };
}

/** How many of the last three tries failed. */
function tryReading({ workflows }: MeasuredEnvironment, id: Workflow, now: Date): Measured {
  const fact = workflows.find(({ workflow }) => workflow === id);
  if (fact === undefined) return { value: null, why: "Nobody tries it." };
  const found = failuresNow(fact, fact.everyMinutes, now);
  if (!found.known) return { value: null, why: found.why };
  const since = fact.failingSince === null ? {} : { since: fact.failingSince };
  return { value: found.failed, why: "", ...since };
}

/** How many workflows took too long in two of their last three tries; unknown when nothing is known of any. */
function slowReading({ workflows }: MeasuredEnvironment, now: Date): Measured {
  const found = workflows.map((fact) => failuresNow(fact, fact.everyMinutes, now));
  const known = found.filter((each) => each.known);
  if (known.length === 0) return { value: null, why: "Nothing is known of any workflow." };
  return { value: known.filter(({ slow }) => slow >= 2).length, why: "" };
}

function integrationReading({ integrations }: MeasuredEnvironment, of: "down" | "failing"): Measured {
  if (integrations === null) return { value: null, why: "Nothing is known of any integration." };
  const unknown = integrations[`${of}Unknown`];
  if (integrations[of] > 0 || unknown === 0) return { value: integrations[of], why: "" };
  return {
    value: null,
    why: `${sentenceCase(counted(unknown, "integration"))} did not tell how ${unknown === 1 ? "it stands" : "they stand"}.`,
  };
}

/** Seen longer ago than this says nothing of now: three looks were missed. */
const CERTIFICATE_STALE_MS = 3 * 3_600_000;

/** Seconds until it ends; what has ended has none left. */
function certificateReading(
  { certificate, namespace }: MeasuredEnvironment,
  now: Date,
  metricOf: MetricOf,
): Measured {
  const { readAt = null, endsAt = null, reason = "" } = certificate ?? {};
  if (readAt !== null && endsAt !== null && now.getTime() - readAt.getTime() <= CERTIFICATE_STALE_MS)
    return { value: Math.max(0, (endsAt.getTime() - now.getTime()) / 1_000), why: "" };
  const told = metricOf("certificate", namespace, null);
  return told.value === null && reason !== "" ? { value: null, why: reason } : told;
}
