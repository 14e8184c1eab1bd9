import { randomBytes, randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { startJobs } from "@/lib/runtime/jobs";
import { getRuntime } from "@/lib/runtime/runtime";
import { SCHEDULE_ACTOR, wakeChange } from "@/lib/usecases/change/wake";
import { evaluateOperationGates, resumeGates } from "@/lib/usecases/operation/evaluate-gates";
import { settleEnd } from "@/lib/usecases/operation/record-outcome";
import { advanceTrain } from "@/lib/usecases/train/advance";
import { TRAIN_ACTOR } from "@/lib/usecases/train/target";
import type { WorkerDeps } from "./deps";
import { startWorkerProcess } from "./process";

/** Safe point of 20 s, and a little to write it down. */
const JOBS_LIMIT_MS = 23_000;
const EXIT_LIMIT_MS = 25_000;
/** Environments whose workflows one worker tries at once. */
const WORKFLOW_LANES = 4;

function main(): void {
  const runtime = getRuntime();
  const { db, erp, ports } = runtime;
  const workerId = `${hostname()}-${process.pid}-${randomBytes(3).toString("hex")}`;
  const logger = runtime.logger.child({ workerId });
  const deps: WorkerDeps = {
    workerId,
    db,
    erp,
    logger,
    channel: ports.channel,
    bell: ports.bell,
    queue: runtime.queue,
    clusters: ports.clusters,
    certificates: runtime.certificates,
    connectors: ports.connectors,
    registry: ports.registry,
    signals: ports.signals,
    seal: ports.seal,
    messages: runtime.messages,
    baseUrl: runtime.env.BASE_URL || null,
    toolboxImage: runtime.env.HOLDFAST_TOOLBOX_IMAGE,
    scratchGibibytes: runtime.env.HOLDFAST_TOOLBOX_SCRATCH_GIB,
    evaluateGates: (operationId) =>
      db.transaction((tx) => evaluateOperationGates(tx, operationId, "start", new Date())),
    gatesOf: resumeGates,
    maxOperations: runtime.env.HOLDFAST_MAX_OPERATIONS,
    healthSeconds: runtime.env.HOLDFAST_HEALTH_SECONDS,
    workflowLanes: WORKFLOW_LANES,
    advanceTrain: (trainId) => advanceTrain(runtime.context(TRAIN_ACTOR, randomUUID(), new Date()), trainId),
    wakeChange: (waitId, now) => wakeChange(runtime.context(SCHEDULE_ACTOR, randomUUID(), now), waitId),
    onEnd: settleEnd,
    startJobs(handlers, options) {
      const jobs = startJobs(runtime, handlers, options);
      return { close: async () => void (await jobs.close(JOBS_LIMIT_MS)) };
    },
  };
  const worker = startWorkerProcess(deps);
  logger.info({}, "worker started");

  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, "worker stops");
    setTimeout(() => process.exit(1), EXIT_LIMIT_MS).unref();
    await worker.stop();
    await runtime.close();
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      stop(signal).catch((error: unknown) => {
        logger.error({ error }, "the worker did not stop in good order");
        process.exit(1);
      });
    });
  }
  process.on("uncaughtException", (error) => {
    logger.error({ error }, "the worker met a bug it cannot go on from; its leases lapse by themselves");
    process.exit(1);
  });
}

main();
