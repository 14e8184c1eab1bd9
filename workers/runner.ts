import { createDeployRecords } from "@/lib/data/ledger/deploy-records";
import { createObservationRecords } from "@/lib/data/ledger/observation-rows";
import { createLedger } from "@/lib/data/ledger/postgres-ledger";
import type { EndFacts } from "@/lib/engine/arguments";
import { failOverdue } from "@/lib/engine/overdue";
import { type RunResult, runOperation } from "@/lib/engine/run";
import type { DeployEffects } from "@/lib/operations/deploy/effects";
import { DEPLOY_STEP_LIST, describeDeploy } from "@/lib/operations/deploy/steps";
import type { WorkerDeps } from "./deps";

export const CONCURRENCY = 8;

export type OperationRunner = {
  /** Runs the operation, unless this worker runs it already. Rejects when the ledger cannot be reached. */
  run(operationId: string): Promise<RunResult>;
  failOverdue(operationId: string): Promise<boolean>;
  /** Asks at once whether the operation is still this worker's: a person has paused or aborted it. */
  check(operationId: string): void;
  /** True while this worker can take one more. */
  hasRoom(): boolean;
  /** Resolves when nothing runs any more. */
  idle(): Promise<void>;
};

/** The operations of one worker process. `stopping` aborts when the process shall end. */
export function createRunner(deps: WorkerDeps, stopping: AbortSignal): OperationRunner {
  const { db, channel, clusters, registry, erp, signals, evaluateGates, workerId } = deps;
  const onPublishFailure = (error: unknown) =>
    deps.logger.warn({ error }, "live readers could not be told; the outbox sweep repeats it");
  const ledger = createLedger({ db, channel, onEnd: deps.onEnd, onPublishFailure });
  const records = createDeployRecords({ db, channel, onPublishFailure });
  const observations = createObservationRecords({ db, channel, onPublishFailure });
  const outside = { clusters, registry, erp, signals };
  const effects: DeployEffects = { ...outside, records, observations, evaluateGates };
  const active = new Map<string, Promise<RunResult>>();
  const checks = new Map<string, () => void>();
  const common = (operationId: string) => ({
    operationId,
    workerId,
    ledger,
    steps: DEPLOY_STEP_LIST,
    describe: (facts: EndFacts) => describeDeploy(effects, operationId, facts),
  });

  const start = async (operationId: string): Promise<RunResult> => {
    const logger = deps.logger.child({ operationId });
    const onBug = (error: unknown, step: string) => logger.error({ error, step }, "a step failed by a bug");
    const onControl = (check: () => void) => {
      checks.set(operationId, check);
      return () => void checks.delete(operationId);
    };
    const run = { ...common(operationId), effects, signal: stopping, onBug, onControl };
    const result = await runOperation(run);
    if (result !== "held_elsewhere") logger.info({ result }, "operation left");
    return result;
  };

  /** A person took it out of this worker's hands: whoever may go on with it can do so from now on. */
  const ringAgain = (operationId: string) =>
    deps.bell
      .ring("operation.run", { operationId })
      .catch((error: unknown) => deps.logger.warn({ operationId, error }, "the bell does not ring"));

  return {
    async run(operationId) {
      if (active.has(operationId) || stopping.aborted) return "held_elsewhere";
      const running = start(operationId).finally(() => active.delete(operationId));
      active.set(operationId, running);
      const result = await running;
      if (result === "lost_lease") await ringAgain(operationId);
      return result;
    },
    failOverdue: (operationId) => failOverdue(common(operationId)),
    check: (operationId) => checks.get(operationId)?.(),
    hasRoom: () => active.size < CONCURRENCY && !stopping.aborted,
    async idle() {
      await Promise.allSettled(active.values());
    },
  };
}
