/** What is known of one pod. `observed` comes from the cluster's watch, never from a guess. */
export type PodFact = {
  name: string;
  /** Value of the label app.kubernetes.io/component: web, cron, migrate … */
  component: string;
  phase: string;
  ready: boolean;
  /** The cluster's word for what is wrong (CrashLoopBackOff, ImagePullBackOff, OOMKilled …); null when nothing is. */
  reason: string | null;
  restarts: number;
  image: string;
  /** ISO 8601 in UTC; null before the start. */
  startedAt: string | null;
};

/** One business check of a smoke run. */
export type SmokeCheck = { name: string; ok: boolean; milliseconds: number; detail: string };
