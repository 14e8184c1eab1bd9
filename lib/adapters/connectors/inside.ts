import "server-only";
import { type CheckAnswer, type ConnectorCheck, countOutcome } from "@/lib/domain/integration/check";
import type { Clusters } from "@/lib/ports/cluster";
import { TransientFailure } from "@/lib/ports/failure";
import type { Signals } from "@/lib/ports/signals";
import { answerOfBody, WrongAnswer } from "./answer";

type ServiceCheck = Extract<ConnectorCheck, { kind: "service" }>;
type QueueCheck = Extract<ConnectorCheck, { kind: "queue" }>;
type Place = { clusterId: string; namespace: string; signal: AbortSignal };

/** Asks a service of the environment's own namespace, through the cluster's API server. No other namespace is asked. */
export async function checkService(
  clusters: Clusters,
  check: ServiceCheck,
  place: Place,
): Promise<CheckAnswer> {
  const { clusterId, namespace, signal } = place;
  const connection = await clusters.open(clusterId);
  const begun = performance.now();
  const target = { namespace, service: check.service, port: check.port, path: check.path };
  const limits = { limitMs: check.timeoutMs, maxBytes: 262_144 };
  const { status, body } = await connection.services.get(target, signal, limits);
  const milliseconds = Math.round(performance.now() - begun);
  const said = `The service ${check.service} answered ${status}.`;
  if (status >= 300) throw new WrongAnswer(said);
  return answerOfBody(milliseconds, said, check.value, () => body);
}

/** Jobs that wait in the ERP's own queue, as its exporter tells the cluster's Prometheus; of one channel where it says. */
export async function checkQueue(signals: Signals, check: QueueCheck, place: Place): Promise<CheckAnswer> {
  const { clusterId, namespace, signal } = place;
  const channel = check.channel === null ? "" : `,channel="${check.channel}"`;
  const waiting = 'state=~"pending|enqueued|wait_dependencies"';
  // The pods of one environment all read the same queue: the highest of them, not the sum.
  const jobs = `odoo_queue_jobs{${waiting},namespace="${namespace}"${channel}}`;
  const promql = `sum by (namespace) (max by (namespace, state) (${jobs}))`;
  const begun = performance.now();
  const answers = await signals.sweep(clusterId, [{ id: "queue", promql, key: null }], signal);
  const answer = answers.get("queue");
  if (answer === undefined || answer.failure !== null)
    throw new TransientFailure(answer?.failure ?? "The cluster's metrics say nothing.");
  const value = answer.values.find((row) => row.namespace === namespace)?.value ?? null;
  if (value === null) {
    const of = check.channel === null ? "" : ` of the channel ${check.channel}`;
    throw new TransientFailure(`The ERP's exporter tells of no queue${of}.`);
  }
  const outcome = countOutcome(value, check);
  const limit = outcome === "good" ? "" : `, limit ${outcome === "bad" ? check.badAt : check.warnAt}`;
  const milliseconds = Math.round(performance.now() - begun);
  return {
    outcome,
    milliseconds,
    value,
    detail: `${value === 1 ? "1 job waits" : `${value} jobs wait`}${limit}.`,
  };
}
