import { definitionOf, type SignalId } from "./catalog";
import type { LedgerFact, PodsFact, SignalSource } from "./definition";
import { STALE_AFTER_MS } from "./environment";
import type { PodFact } from "./facts";

/** What was read of one signal; `why` says in a sentence why there is nothing. */
export type Measured = {
  value: number | null;
  why: string;
  /** Nothing happened that could be measured: what was seen last still stands. */
  quiet?: true;
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
};

/** Reads a value that Prometheus told of a namespace, and of a key where the question is split. */
export type MetricOf = (question: string, namespace: string, key: string | null) => Measured;

/** The present reading of one signal from wherever it lives. */
export function measuredOf(
  id: SignalId,
  environment: MeasuredEnvironment,
  { now, metricOf }: { now: Date; metricOf: MetricOf },
): Measured {
  const { source } = definitionOf(id);
  switch (source.kind) {
    case "prometheus":
      return metricReading(source, environment.namespace, metricOf);
    case "kubernetes":
      return podsReading(source.fact, environment, now);
    case "ledger":
      return ledgerReading(source.fact, environment, now);
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

/** Whether a signal has anything to say: no scheduler is missed where none is wanted. */
export function concerns(id: SignalId, environment: MeasuredEnvironment): boolean {
  if (id === "scheduler" || id === "cron_overdue") return environment.cronReplicas > 0;
  return id === "archive_age" ? environment.hasArchive : true;
}

function podsReading(fact: PodsFact, environment: MeasuredEnvironment, now: Date): Measured {
  const { observedAt, webReplicas, cronReplicas } = environment;
  if (observedAt === null) return { value: null, why: "The pods were not observed yet." };
  if (now.getTime() - observedAt.getTime() > STALE_AFTER_MS)
    return { value: null, why: "The pods were last observed too long ago." };
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

/** Seconds without it. What never happened counts from when the environment was made here. */
function ledgerReading(fact: LedgerFact, environment: MeasuredEnvironment, now: Date): Measured {
  const moments: Readonly<Record<LedgerFact, Date | null>> = {
    backup_age: environment.backupAt,
    proof_age: environment.proofAt,
    drill_age: environment.drillAt,
    archive_age: environment.recoverableUntil,
  };
  const at = moments[fact] ?? environment.createdAt;
  return { value: Math.max(0, (now.getTime() - at.getTime()) / 1_000), why: "" };
}
