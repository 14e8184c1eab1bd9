import type { RecoveryPoint } from "@/lib/domain/recovery/restore-plan";
import { planScratch, planScratchRemoval } from "@/lib/domain/scratch/plan";
import type { ScratchSubject } from "@/lib/domain/scratch/subject";
import type { Ledger } from "@/lib/engine/ledger";
import { runOperation } from "@/lib/engine/run";
import type { DeployEffects, DeployStep } from "@/lib/operations/deploy/effects";
import { describeScratch, SCRATCH_STEP_LIST } from "@/lib/operations/scratch/steps";
import { DeployHarness, OPERATION, previous } from "./deploy-harness";
import { noWait } from "./engine-world";
import { fakeClusters } from "./fake-cluster";
import { FakeCopies } from "./fake-copies";
import { FakeLedger } from "./fake-ledger";

export const SCRATCH_NAMESPACE = "northwind-production-scratch-7";
export const SCRATCH_DATABASE = "nw_scratch_3f9a1c2b";
export const SCRATCH_HOST = "northwind-scratch-7.erp.test";
const REMOVAL = "0199aaaa-0000-7000-8000-00007777aaaa";

/** One scratch copy of an environment that goes on running beside it. */
export class ScratchHarness {
  readonly on: DeployHarness;
  readonly data: FakeCopies;
  recovery: RecoveryPoint | null = null;

  private constructor(on: DeployHarness) {
    this.on = on;
    this.data = new FakeCopies(on.cluster);
  }

  static async begin(): Promise<ScratchHarness> {
    const on = await DeployHarness.begin();
    const { environment, clusterId } = on.records.subject;
    const subject: ScratchSubject = {
      ...{ operationId: OPERATION, scratchId: "0199bbbb-0000-7000-8000-000000000007", number: "SCR-7" },
      ...{ clusterId, environment, namespace: SCRATCH_NAMESPACE, hostname: SCRATCH_HOST, release: previous },
      backup: {
        ...{ databaseSnapshotId: "d0".repeat(4), filestoreSnapshotId: "f0".repeat(4) },
        takenAt: new Date("2026-11-21T08:00:00.000Z"),
        rowCounts: { sale_order: 42 },
      },
    };
    on.recovery.scratch.subject = subject;
    on.recovery.scratch.removing = REMOVAL;
    return new ScratchHarness(on);
  }

  newLedger = () => new FakeLedger(planScratch(this.recovery));

  async run(ledger = this.newLedger(), options: RunOptions = {}): Promise<FakeLedger> {
    const { steps = SCRATCH_STEP_LIST, wrap = (effects) => effects, operationId = OPERATION } = options;
    const { records, registry, erp, signals, queue, observations, recovery, cluster, bugs, answer } = this.on;
    const effects: DeployEffects = wrap({
      ...{ records, registry, erp, signals, queue, observations, recovery },
      evaluateGates: async () => answer,
      mayGoOn: async () => ({ open: true }),
      clusters: fakeClusters(cluster),
    });
    await runOperation({
      ...{ operationId, workerId: "worker", ledger: options.through ?? ledger, steps, effects },
      ...{ clock: noWait, leaseMs: 600_000 },
      signal: new AbortController().signal,
      describe: (facts) => describeScratch(effects, operationId, facts),
      onBug: (error) => void bugs.push(error),
    });
    return ledger;
  }

  /** Removes the copy by an operation of its own. */
  remove(ledger = new FakeLedger(planScratchRemoval()), options: RunOptions = {}): Promise<FakeLedger> {
    return this.run(ledger, { ...options, operationId: REMOVAL });
  }

  /** What stands in the copy's namespace, that itself included. */
  inside(): string[] {
    return [...this.on.cluster.live.values()]
      .filter(({ kind, metadata }) =>
        kind === "Namespace" ? metadata.name === SCRATCH_NAMESPACE : metadata.namespace === SCRATCH_NAMESPACE,
      )
      .map(({ kind, metadata }) => `${kind} ${metadata.name}`)
      .sort();
  }
}

type RunOptions = {
  steps?: readonly DeployStep[];
  /** Another operation than the copy's own. */
  operationId?: string;
  wrap?: (effects: DeployEffects) => DeployEffects;
  /** The ledger as the worker reaches it. */
  through?: Ledger;
};
