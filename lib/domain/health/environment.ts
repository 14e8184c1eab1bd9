import { momentIn } from "../shared/moment";
import { businessCheckTitle } from "./business-check";
import type { PodFact, SmokeCheck } from "./facts";
import { clockIn } from "./sentence";

export type HealthVerdict = "good" | "warning" | "bad" | "unknown";
export type EnvironmentHealth = { verdict: HealthVerdict; sentence: string };

export type HealthInput = {
  now: Date;
  /** The environment's clock (IANA), on which its sentence tells moments. */
  timeZone: string;
  /** When the pods were last seen; null when never. */
  observedAt: Date | null;
  cluster: { reachable: boolean; cause: string | null };
  desired: { web: number; cron: number };
  pods: readonly PodFact[];
  /** The newest run of the business checks; null when there was none. */
  smoke: { at: Date; checks: readonly SmokeCheck[] } | null;
  measured: MeasuredHealth;
};

/** What the signals say beyond the pods. */
export type MeasuredHealth = {
  /** The worst that stands; null when none does, or none was ever measured. */
  worst: { state: "warn" | "bad"; sentence: string } | null;
  /** Since when the ERP tells nothing any more, though it once did; null while it does. */
  silentSince: Date | null;
  /** Why it cannot be heard; empty where it was asked and said nothing. */
  silentWhy: string;
  /** Since when nobody reads the signals any more; absent while somebody does, and where nobody ever did. */
  unreadSince?: Date;
};
/** An ERP that was asked and is silent this long is no pod that is being replaced: that one is back by then. */
const SILENT_AFTER_MS = 180_000;

/** Older than this the observation says nothing about now: one resync (60 s) missed, and some. */
export const STALE_AFTER_MS = 90_000;
/** A restart this recent still counts as trouble. */
const RECENT_RESTART_MS = 600_000;

/** What is certain comes first: nothing is called good on data that is missing or old. */
const ORDER: Readonly<Record<HealthVerdict, number>> = { bad: 3, unknown: 2, warning: 1, good: 0 };

/**
 * Health of one environment, in words a plant understands. The worst finding gives verdict and sentence; several of
 * that kind are told together. Missing or stale data is unknown, never good.
 */
export function environmentHealth(input: HealthInput): EnvironmentHealth {
  const blind = notObserved(input);
  if (blind !== null) return { verdict: "unknown", sentence: blind };
  const closed = closedHealth(input);
  const findings =
    closed === null
      ? [
          ...measuredHealth(input),
          componentHealth(input, "web"),
          componentHealth(input, "cron"),
          smokeHealth(input),
        ]
      : [closed];
  const worst = findings.reduce((left, right) => (ORDER[right.verdict] > ORDER[left.verdict] ? right : left));
  const told = findings.filter(({ verdict }) => verdict === worst.verdict);
  return { verdict: worst.verdict, sentence: told.map(({ sentence }) => sentence).join(" ") };
}

/** Whether what was seen then speaks of now. */
export const seenLately = (observedAt: Date | null, now: Date): observedAt is Date =>
  observedAt !== null && now.getTime() - observedAt.getTime() <= STALE_AFTER_MS;

const NEVER_SEEN = "Not observed yet.";
const CLUSTER_SILENT = "The cluster does not answer";

/** What the watch wrote of an environment when it last looked. */
export type StoredHealth = {
  health: HealthVerdict;
  healthSentence: string;
  observedAt: Date | null;
  timeZone: string;
};

/**
 * Health as it may be told now: what the watch wrote stands only while somebody goes on looking. Whoever shows or counts
 * the health of environments asks here, for nobody writes that nobody looks.
 */
export function healthNow(
  { health, healthSentence, observedAt, timeZone }: StoredHealth,
  now: Date,
): EnvironmentHealth {
  if (observedAt === null) {
    const said = health === "unknown" && healthSentence !== "" ? healthSentence : NEVER_SEEN;
    return { verdict: "unknown", sentence: said };
  }
  if (seenLately(observedAt, now)) return { verdict: health, sentence: healthSentence };
  const away = health === "unknown" && healthSentence.startsWith(CLUSTER_SILENT);
  const since = `Nobody has looked since ${clockIn(observedAt, now, timeZone)}.`;
  return { verdict: "unknown", sentence: away ? healthSentence : since };
}

function notObserved({ now, observedAt, cluster, timeZone }: HealthInput): string | null {
  const seen = observedAt === null ? "" : momentIn(observedAt, timeZone);
  if (!cluster.reachable) {
    const cause = cluster.cause === null ? "" : ` (${cluster.cause.replace(/\.$/, "")})`;
    return `${CLUSTER_SILENT}${cause}${seen === "" ? "" : `; last seen ${seen}`}.`;
  }
  if (observedAt === null) return NEVER_SEEN;
  return seenLately(observedAt, now) ? null : `Last observed ${seen}: too long ago to say.`;
}

/**
 * While an operation keeps the door closed the maintenance page serves and nothing else is expected to; pods that are in
 * trouble behind it are told all the same.
 */
function closedHealth({ pods }: HealthInput): EnvironmentHealth | null {
  const serving = pods.filter(({ ready, phase }) => ready && phase !== "Terminating");
  const closed = serving.some(({ component }) => component === "maintenance");
  const troubled = pods.some(
    ({ component, reason, phase }) =>
      Object.hasOwn(TITLES, component) && reason !== null && phase !== "Terminating",
  );
  if (!closed || troubled) return null;
  return { verdict: "warning", sentence: "Closed on purpose: visitors see the maintenance page." };
}

const TITLES = { web: "Web", cron: "Scheduled jobs" } as const;

function componentHealth(input: HealthInput, component: "web" | "cron"): EnvironmentHealth {
  const wanted = input.desired[component];
  const all = input.pods.filter((pod) => pod.component === component);
  const pods = all.filter((pod) => pod.phase !== "Terminating");
  const ready = pods.filter((pod) => pod.ready).length;
  const troubles = pods.filter((pod) => pod.reason !== null || (!pod.ready && pod.restarts > 0));
  const trouble = troubles.map(troubleOf).slice(0, 3).join(", ");
  const title = TITLES[component];
  if (wanted === 0) {
    return pods.length === 0
      ? { verdict: "good", sentence: `${title}: switched off, as wanted.` }
      : { verdict: "warning", sentence: `${title}: ${count(pods.length)} running though none is wanted.` };
  }
  // During a rolling update there is one more than wanted; that is no news.
  const state = `${title}: ${Math.min(ready, wanted)} of ${wanted} ${wanted === 1 ? "pod" : "pods"} ready`;
  if (ready < wanted) {
    const coming = pods.length >= wanted || all.length > pods.length;
    const why = trouble === "" ? awaited(wanted, pods.length, coming) : trouble;
    // Nobody is served without a web pod; scheduled jobs may wait while their pod is replaced.
    const bad = troubles.length > 0 || (ready === 0 && !(component === "cron" && coming));
    return { verdict: bad ? "bad" : "warning", sentence: `${state}; ${why}.` };
  }
  if (trouble !== "") return { verdict: "warning", sentence: `${state}; ${trouble}.` };
  const restarted = pods.filter((pod) => restartedRecently(pod, input.now));
  if (restarted.length > 0) {
    const names = restarted.map((pod) => `${pod.name} restarted (${times(pod.restarts)} in all)`);
    return { verdict: "warning", sentence: `${state}; ${names.slice(0, 3).join(", ")}.` };
  }
  return { verdict: "good", sentence: `${state}.` };
}

function awaited(wanted: number, present: number, coming: boolean): string {
  const subject = wanted === 1 ? "it" : "the rest";
  if (present >= wanted) return `${subject} is starting`;
  return coming ? `${subject} is being replaced` : `${subject} is missing`;
}

function measuredHealth({
  measured: { worst, silentSince, silentWhy, unreadSince },
  now,
  timeZone,
}: HealthInput): EnvironmentHealth[] {
  if (unreadSince !== undefined)
    return [
      { verdict: "unknown", sentence: `Nobody has measured since ${momentIn(unreadSince, timeZone)}.` },
    ];
  if (worst !== null)
    return [{ verdict: worst.state === "bad" ? "bad" : "warning", sentence: worst.sentence }];
  // Who cannot ask knows nothing at once: two turns have passed in silence by then.
  const patienceMs = silentWhy === "" ? SILENT_AFTER_MS : 0;
  if (silentSince === null || now.getTime() - silentSince.getTime() < patienceMs) return [];
  const since = momentIn(silentSince, timeZone);
  return [
    {
      verdict: "unknown",
      sentence:
        silentWhy === ""
          ? `The ERP tells nothing of itself since ${since}.`
          : `Most of it cannot be measured since ${since}. ${silentWhy}`,
    },
  ];
}

function smokeHealth({ smoke, timeZone }: HealthInput): EnvironmentHealth {
  if (smoke === null) return { verdict: "good", sentence: "Business checks have not run yet." };
  if (smoke.checks.length === 0)
    return { verdict: "unknown", sentence: "The business checks gave no result." };
  const failed = smoke.checks.filter((check) => !check.ok);
  if (failed.length > 0) {
    const names = failed.map(({ name }) => `“${businessCheckTitle(name)}”`).join(", ");
    return { verdict: "bad", sentence: `Business checks fail: ${names} (${momentIn(smoke.at, timeZone)}).` };
  }
  return {
    verdict: "good",
    sentence: `Business checks: ${smoke.checks.length} of ${smoke.checks.length} passed.`,
  };
}

/** The cluster's words in ours; words we do not know are told as they are. */
const WORDS: Readonly<Record<string, string>> = {
  CrashLoopBackOff: "crash-loops",
  ImagePullBackOff: "cannot fetch its image",
  ErrImagePull: "cannot fetch its image",
  InvalidImageName: "has an image name that is none",
  CreateContainerConfigError: "lacks a secret or setting it needs",
  CreateContainerError: "cannot be created",
  OOMKilled: "ran out of memory",
  Unschedulable: "finds no node with room",
  Evicted: "was evicted by its node",
  Error: "ended with an error",
  Completed: "ended by itself",
};

function troubleOf(pod: PodFact): string {
  const words = pod.reason === null ? "is not ready" : (WORDS[pod.reason] ?? `reports ${pod.reason}`);
  return `${pod.name} ${words}${pod.restarts > 0 ? ` (${times(pod.restarts)})` : ""}`;
}

function restartedRecently(pod: PodFact, now: Date): boolean {
  if (pod.restarts === 0 || pod.startedAt === null) return false;
  const started = Date.parse(pod.startedAt);
  return Number.isFinite(started) && now.getTime() - started < RECENT_RESTART_MS;
}

const times = (restarts: number) => `${restarts} ${restarts === 1 ? "restart" : "restarts"}`;
const count = (pods: number) => `${pods} ${pods === 1 ? "pod is" : "pods are"}`;
