import "server-only";
import { type Job, Queue, Worker } from "bullmq";
import { JOBS, type JobHandlers, type JobName, type JobPayload } from "@/lib/contracts/jobs/catalog";
import { TransientFailure } from "@/lib/ports/failure";
import type { JobBell } from "@/lib/ports/outside";

export const QUEUE = "holdfast";
const RING_LIMIT_MS = 1_500;
/** A ring finds its job's id taken while a worker is at it, or while a dead worker's job is not yet given back. */
const SLOTS = 3;

export type QueueOptions = {
  redisUrl: string;
  /** Keeps several installations apart in one Redis. */
  prefix?: string;
  /** Connection trouble: told, never thrown, since it heals by itself. */
  onError?(error: Error): void;
};

const isJobName = (name: string): name is JobName => Object.hasOwn(JOBS, name);

/**
 * Rings by adding a job that carries ids only. Fails fast (TransientFailure) when Redis is away: the row waits, and the
 * sweep rings again. A finished job leaves nothing behind, so its id can ring again at once.
 */
export function createJobBell(options: QueueOptions): JobBell & { close(): Promise<void> } {
  const queue = new Queue(QUEUE, {
    prefix: options.prefix ?? "bull",
    connection: {
      url: options.redisUrl,
      maxRetriesPerRequest: 1,
      enableOfflineQueue: false,
      connectTimeout: 2_000,
      retryStrategy: (times: number) => Math.min(times * 100, 1_000),
    },
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
  });
  queue.on("error", (error) => options.onError?.(error));

  const add = async <N extends JobName>(name: N, payload: JobPayload<N>): Promise<void> => {
    const { jobId, attempts } = JOBS[name];
    const id = jobId(payload);
    const retry = attempts > 1 ? { backoff: { type: "exponential", delay: 1_000, jitter: 0.5 } } : {};
    for (let slot = 1; slot <= SLOTS; slot += 1) {
      const slotId = slot === 1 ? id : `${id}-${slot}`;
      if ((await queue.getJobState(slotId)) === "active") continue;
      await queue.add(name, payload, { jobId: slotId, attempts, ...retry });
      return;
    }
  };

  const answered = (work: Promise<unknown>): Promise<unknown> =>
    within(
      work.catch((error: unknown) => {
        throw new TransientFailure("The job queue does not answer.", { cause: error });
      }),
      RING_LIMIT_MS,
    );

  return {
    async ring(name, payload) {
      await answered(add(name, payload));
    },
    async ringAt(name, payload, at) {
      const { jobId, attempts } = JOBS[name];
      // An id of its own for each moment: it neither hides a ring that is wanted now nor another wait's.
      const id = `${jobId(payload)}-at-${Math.ceil(at.getTime() / 1_000)}`;
      const delay = Math.max(0, at.getTime() - Date.now());
      await answered(queue.add(name, payload, { jobId: id, attempts, delay }));
    },
    close: () => queue.close(),
  };
}

export type RunningWorker = {
  /**
   * Takes no new job, tells running handlers by their signal, and waits for them at most `limitMs`.
   * True when all of them ended in time.
   */
  close(limitMs: number): Promise<boolean>;
};

/**
 * Hands jobs to their handlers. The handler's signal aborts when this worker is to stop. What a handler throws is told
 * to `onFailed`; the row it worked on says what happens next, not the queue.
 */
export function startWorker(
  options: QueueOptions & {
    handlers: JobHandlers;
    concurrency: number;
    onFailed?(name: string, error: Error): void;
  },
): RunningWorker {
  const stopping = new AbortController();
  const worker = new Worker(QUEUE, (job) => handle(options.handlers, job, stopping.signal), {
    prefix: options.prefix ?? "bull",
    concurrency: options.concurrency,
    connection: {
      url: options.redisUrl,
      maxRetriesPerRequest: null,
      retryStrategy: (times: number) => Math.min(times * 100, 2_000),
    },
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
  });
  worker.on("error", (error) => options.onError?.(error));
  worker.on("failed", (job, error) => options.onFailed?.(job?.name ?? "unknown", error));

  return {
    async close(limitMs) {
      const closed = worker.close().then(() => true);
      stopping.abort(new Error("The worker is stopping."));
      if (await within(closed, limitMs).catch(() => false)) return true;
      await within(worker.close(true), 2_000).catch(() => undefined);
      return false;
    },
  };
}

async function handle(handlers: JobHandlers, job: Job, signal: AbortSignal): Promise<void> {
  const { name } = job;
  if (!isJobName(name))
    throw new Error(`Nobody handles the job “${name}”: is a newer release running elsewhere?`);
  await handlers[name](JOBS[name].payload.parse(job.data), signal);
}

async function within<R>(work: Promise<R>, limitMs: number): Promise<R> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new TransientFailure(`The job queue did not answer within ${limitMs / 1000} s.`)),
      limitMs,
    );
  });
  // When the limit wins, nobody else hears of a later failure of the work.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
