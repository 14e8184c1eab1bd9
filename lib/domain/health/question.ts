import type { QuestionId } from "./promql";

export const LONGEST_QUESTION = 2_000;

/** What each question is for, in a few words. */
export const QUESTION_TITLES: Readonly<Record<QuestionId, string>> = {
  error_ratio: "Failed requests",
  latency_p95: "Response time p95",
  request_rate: "Requests",
  cron_overdue: "Overdue scheduled jobs",
  cron_failing: "Failing scheduled jobs",
  heartbeat_age: "Scheduler's last sign of life",
  job_backlog: "Queued jobs",
  job_failures: "Failed jobs",
  mail_backlog: "Mails waiting",
  mail_failures: "Failed mails",
  longest_transaction: "Longest transaction",
  lock_waits: "Waiting for locks",
  connections: "Connections used",
  database_size: "Size of the database",
  restarts: "Restarts",
  memory: "Memory of its limit",
  memory_ahead: "Memory of its limit in 10 min",
  workflow_failures: "Failed confirmations of each workflow",
  workflow_seen: "Whether a workflow would be seen",
  replication_lag: "Replication lag",
  slow_queries: "Mean time of a statement",
  redis_down: "Redis not answering",
  redis_memory: "Memory of Redis of its limit",
  node_pressure: "Nodes under pressure",
  certificate: "Time left of the certificate",
  processor: "Processor of its limit",
  volumes: "Fullest volume",
  workers: "Busy workers",
};

/** A cluster's own words for questions. */
export type OwnQuestions = ReadonlyMap<string, string>;

type Answered = { series: number; values: readonly { key: string | null }[]; failure: string | null };

/**
 * Why a question cannot be asked, after a Prometheus was asked it: its own sentence, or that its answer names no
 * environment. Null when it can; an answer about nobody is one, for there may be nothing to tell just now.
 */
export function questionProblem({ series, values, failure }: Answered, key: string | null): string | null {
  if (failure !== null) return failure;
  if (series > 0 && values.length === 0)
    return "Its answer has no label “namespace”, so nobody can tell whose values they are. Write “by (namespace)”.";
  if (key !== null && values.some((value) => value.key === null))
    return `Its answer has no label “${key}” beside the namespace.`;
  return null;
}
