import "server-only";
import { setTimeout as delay } from "node:timers/promises";
import { FailedCheck } from "@/lib/engine/failure";
import type { StepContext } from "@/lib/engine/step";
import type { ClusterConnection } from "@/lib/ports/cluster";
import { RefusedFailure } from "@/lib/ports/failure";
import { isHealthy, readDatabaseCluster } from "../recovery/database-cluster";

/** The operator's objects are no part of what is watched; they are looked at this often while it is waited live. */
const LOOK_MS = 1_000;
const MOST_LINES = 500;

type Aside = { namespace: string; name: string; at: string };

/** What the server says when it cannot get to the second, and what that means. */
const ENDS: readonly { said: RegExp; means: (at: string) => string }[] = [
  {
    said: /recovery ended before configured recovery target was reached/,
    means: (at) =>
      `the log that is kept holds nothing written after ${at}, so that second cannot be told from later ones. Choose an earlier one`,
  },
  {
    said: /no target backup found/i,
    means: (at) => `no base backup is old enough for ${at}. Choose a later second`,
  },
];

/**
 * Waits until the recovered Cluster stands, telling what its recovery says meanwhile.
 * @throws FailedCheck when the second cannot be reached; what the cluster throws
 */
export async function followRecovery(
  cluster: ClusterConnection,
  aside: Aside,
  ctx: Pick<StepContext, "signal" | "tell">,
): Promise<void> {
  const ended = new AbortController();
  const signal = AbortSignal.any([ctx.signal, ended.signal]);
  const job = {
    apiVersion: "batch/v1",
    kind: "Job",
    namespace: aside.namespace,
    name: `${aside.name}-1-full-recovery`,
  };
  const log = new RecoveryLog(aside.at, ctx.tell);
  let following: Promise<void> | null = null;
  try {
    for (;;) {
      const live = await readDatabaseCluster(cluster, aside, signal);
      if (live !== null && isHealthy(live)) return;
      log.throwIfImpossible();
      const recovering = await cluster.objects.read(job, signal);
      if (recovering !== null) {
        following ??= followLog(cluster, aside, { name: job.name, signal, log });
        if (hasFailed(recovering["status"])) await giveUp(log, following, job.name);
      }
      await delay(LOOK_MS, undefined, { signal });
    }
  } finally {
    ended.abort();
    await following;
  }
}

const hasFailed = (status: unknown): boolean =>
  typeof status === "object" && status !== null && "failed" in status && Number(status.failed) > 0;

/** The log may still be on its way when the Job is already known to have failed. */
async function giveUp(log: RecoveryLog, following: Promise<void>, job: string): Promise<never> {
  await Promise.race([following, delay(2 * LOOK_MS)]);
  log.throwIfImpossible();
  throw new FailedCheck(`Job ${job} failed${log.last === "" ? "" : `: ${log.last}`}`);
}

/** An operator whose Jobs do not carry Holdfast's label cannot be listened to; what becomes of the Cluster decides. */
async function followLog(
  cluster: ClusterConnection,
  { namespace }: Aside,
  { name, signal, log }: { name: string; signal: AbortSignal; log: RecoveryLog },
): Promise<void> {
  try {
    await cluster.waits.job(namespace, name, { signal, onLog: (lines) => log.add(lines) });
  } catch (error) {
    if (signal.aborted || error instanceof RefusedFailure) return;
    log.add([error instanceof Error ? error.message : String(error)]);
  }
}

class RecoveryLog {
  last = "";
  #impossible: string | null = null;
  #lines = 0;
  readonly #at: string;
  readonly #tell: StepContext["tell"];

  constructor(at: string, tell: StepContext["tell"]) {
    this.#at = at;
    this.#tell = tell;
  }

  add(lines: readonly string[]): void {
    for (const line of lines) {
      if (line.trim() === "") continue;
      this.last = line.slice(0, 300);
      this.#impossible ??= ENDS.find(({ said }) => said.test(line))?.means(this.#at) ?? null;
      this.#lines += 1;
      if (this.#lines <= MOST_LINES) this.#tell(line.slice(0, 500));
    }
  }

  throwIfImpossible(): void {
    if (this.#impossible !== null) throw new FailedCheck(this.#impossible);
  }
}
