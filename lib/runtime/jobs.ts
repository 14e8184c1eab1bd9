import "server-only";
import { type RunningWorker, startWorker } from "@/lib/adapters/bullmq";
import type { JobHandlers } from "@/lib/contracts/jobs/catalog";
import type { Runtime } from "./runtime";

/** Begins to answer the doorbell with these handlers, at most `concurrency` jobs at once. */
export function startJobs(
  { env, logger }: Pick<Runtime, "env" | "logger">,
  handlers: JobHandlers,
  { concurrency }: { concurrency: number },
): RunningWorker {
  return startWorker({
    redisUrl: env.REDIS_URL,
    handlers,
    concurrency,
    onError: (error) => logger.warn({ error }, "redis trouble"),
    onFailed: (job, error) => logger.error({ job, error }, "a job broke off; its row says what happens next"),
  });
}
