import { createDeployRecords } from "@/lib/data/ledger/deploy-records";
import { createDrillRecords } from "@/lib/data/ledger/drill-rows";
import { createObservationRecords } from "@/lib/data/ledger/observation-rows";
import { createLedger } from "@/lib/data/ledger/postgres-ledger";
import { createRecoveryRecords } from "@/lib/data/ledger/recovery-rows";
import { createScratchRecords } from "@/lib/data/ledger/scratch-rows";
import type { EndFacts } from "@/lib/engine/arguments";
import type { Ledger } from "@/lib/engine/ledger";
import { failOverdue } from "@/lib/engine/overdue";
import { type RunResult, runOperation } from "@/lib/engine/run";
import type { DeployEffects } from "@/lib/operations/deploy/effects";
import { KIND_RUNS, type OperationKindRun } from "@/lib/operations/kinds";
import type { WorkerDeps } from "./deps";
import { createLine } from "./line";
import { createNextInLine } from "./next-in-line";

export const CONCURRENCY = 8;
const RUNG_AHEAD_MS = 24 * 3_600_000;
/** So long a bell leads on to others that wait; then whoever is next is rung anew, for any worker to hear. */
const GO_ON_MS = 20_000;
/** Those named in vain, since others took them or their turn has passed, before the line is left to others. */
const MISSES = 8;

/** How each kind of operation is carried out. */
export type KindRuns = Readonly<Record<keyof typeof KIND_RUNS, OperationKindRun>>;

export type OperationRunner = {
  /** Runs the operation, unless this worker runs it already. Rejects when the ledger cannot be reached. */
  run(operationId: string): Promise<RunResult>;
  /**
   * Runs one after the other of those whose turn it is, for at most 20 s and while there are any. One that cannot be
   * run is left to the sweep, so that it does not hold up those behind it.
   */
  goOn(): Promise<void>;
  failOverdue(operationId: string): Promise<boolean>;
  /** Asks at once whether the operation is still this worker's: a person has paused or aborted it. */
  check(operationId: string): void;
  /** True while this worker can take one more. */
  hasRoom(): boolean;
  /** Resolves when nothing runs any more. */
  idle(): Promise<void>;
};

/** The operations of one worker process. `stopping` aborts when the process shall end. */
export function createRunner(
  deps: WorkerDeps,
  stopping: AbortSignal,
  kinds: KindRuns = KIND_RUNS,
): OperationRunner {
  const { db, channel, clusters, registry, erp, signals, evaluateGates, workerId } = deps;
  const onPublishFailure = (error: unknown) =>
    deps.logger.warn({ error }, "live readers could not be told; the outbox sweep repeats it");
  const { onEnd, gatesOf, maxOperations: fleetLimit } = deps;
  const ledger = createLedger({ db, channel, onEnd, gatesOf, fleetLimit, onPublishFailure });
  const inLine = { ...ledger, take: ledger.takeInLine };
  const next = createLine(deps);
  const ringNext = createNextInLine(deps);
  const records = createDeployRecords({ db, channel, onPublishFailure });
  const observations = createObservationRecords({ db, channel, onPublishFailure });
  const outside = { clusters, registry, erp, signals, queue: deps.queue };
  const { seal, toolboxImage, scratchGibibytes } = deps;
  const recovery = {
    records: createRecoveryRecords({ db, channel, seal, onPublishFailure }),
    drills: createDrillRecords({ db, channel, onPublishFailure }),
    scratch: createScratchRecords({ db }),
    toolboxImage,
    scratchGibibytes,
  };
  const mayGoOn = (operationId: string) => ledger.askGates(operationId);
  const effects: DeployEffects = { ...outside, records, observations, evaluateGates, mayGoOn, recovery };
  const active = new Map<string, Promise<RunResult>>();
  const checks = new Map<string, () => void>();
  const common = async (operationId: string, own: Ledger = ledger) => {
    const kind = kinds[(await records.kindOf(operationId)) ?? "deploy"];
    return {
      operationId,
      workerId,
      ledger: own,
      steps: kind.steps,
      describe: (facts: EndFacts) => kind.describe(effects, operationId, facts),
    };
  };

  const start = async (operationId: string, own: Ledger): Promise<RunResult> => {
    const logger = deps.logger.child({ operationId });
    const onBug = (error: unknown, step: string) => logger.error({ error, step }, "a step failed by a bug");
    const onControl = (check: () => void) => {
      checks.set(operationId, check);
      return () => void checks.delete(operationId);
    };
    const onParked = (until: Date) => void ringLater(operationId, until);
    const run = {
      ...(await common(operationId, own)),
      effects,
      signal: stopping,
      onBug,
      onControl,
      onParked,
    };
    const result = await runOperation(run);
    if (result !== "held_elsewhere") logger.info({ result }, "operation left");
    return result;
  };

  /** A person took it out of this worker's hands: whoever may go on with it can do so from now on. */
  const ringAgain = (operationId: string) =>
    deps.bell
      .ring("operation.run", { operationId })
      .catch((error: unknown) => deps.logger.warn({ operationId, error }, "the bell does not ring"));

  /** A wait that is over is found by the sweep too: a long one need not wait in the queue. */
  const ringLater = async (operationId: string, at: Date) => {
    if (at.getTime() - Date.now() > RUNG_AHEAD_MS) return;
    await deps.bell
      .ringAt("operation.run", { operationId }, at)
      .catch((error: unknown) => deps.logger.warn({ operationId, error }, "the bell does not ring"));
  };

  const run = async (operationId: string, own: Ledger): Promise<RunResult> => {
    if (active.has(operationId) || stopping.aborted) return "held_elsewhere";
    const running = start(operationId, own).finally(() => active.delete(operationId));
    active.set(operationId, running);
    const result = await running;
    if (result === "lost_lease") await ringAgain(operationId);
    return result;
  };
  const goOn = async () => {
    const until = performance.now() + GO_ON_MS;
    for (let misses = 0; misses < MISSES && performance.now() < until && !stopping.aborted; ) {
      const operationId = await next();
      if (operationId === null) break;
      const result = await run(operationId, inLine).catch((error: unknown) => {
        deps.logger.error({ operationId, error }, "operation broken off");
        return "held_elsewhere" as const;
      });
      misses = result === "held_elsewhere" ? misses + 1 : 0;
    }
    if (!stopping.aborted) ringNext();
  };

  return {
    run: (operationId) => run(operationId, ledger),
    goOn,
    failOverdue: async (operationId) => failOverdue(await common(operationId)),
    check: (operationId) => checks.get(operationId)?.(),
    hasRoom: () => active.size < CONCURRENCY && !stopping.aborted,
    async idle() {
      await Promise.allSettled(active.values());
    },
  };
}
