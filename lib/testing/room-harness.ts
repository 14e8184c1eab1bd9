import type { Ledger } from "@/lib/engine/ledger";
import { runOperation } from "@/lib/engine/run";
import type { DeployEffects, DeployStep } from "@/lib/operations/deploy/effects";
import { KIND_RUNS } from "@/lib/operations/kinds";
import { type DeployHarness, OPERATION } from "./deploy-harness";
import { noWait } from "./engine-world";
import { fakeClusters } from "./fake-cluster";
import { FakeCopies } from "./fake-copies";
import type { FakeLedger } from "./fake-ledger";

export type RunOptions = {
  steps?: readonly DeployStep[];
  /** Another operation than the room's own. */
  operationId?: string;
  wrap?: (effects: DeployEffects) => DeployEffects;
  /** The ledger as the worker reaches it. */
  through?: Ledger;
};

/** Operations that make a room beside an environment, which goes on running. */
export abstract class RoomHarness {
  readonly on: DeployHarness;
  readonly data: FakeCopies;
  protected abstract readonly kind: "drill" | "scratch";
  protected abstract readonly namespace: string;
  protected clock: typeof noWait = noWait;

  protected constructor(on: DeployHarness) {
    this.on = on;
    this.data = new FakeCopies(on.cluster);
  }

  abstract newLedger: () => FakeLedger;

  async run(ledger = this.newLedger(), options: RunOptions = {}): Promise<FakeLedger> {
    const kind = KIND_RUNS[this.kind];
    const { steps = kind.steps, wrap = (effects) => effects, operationId = OPERATION } = options;
    const { records, registry, erp, signals, queue, observations, recovery, cluster, bugs, answer } = this.on;
    const effects: DeployEffects = wrap({
      ...{ records, registry, erp, signals, queue, observations, recovery },
      evaluateGates: async () => answer,
      mayGoOn: async () => ({ open: true }),
      clusters: fakeClusters(cluster),
    });
    await runOperation({
      ...{ operationId, workerId: "worker", ledger: options.through ?? ledger, steps, effects },
      ...{ clock: this.clock, leaseMs: 600_000 },
      signal: new AbortController().signal,
      describe: (facts) => kind.describe(effects, operationId, facts),
      onBug: (error) => void bugs.push(error),
    });
    return ledger;
  }

  /** What stands in the room's namespace, that itself included. */
  inside(): string[] {
    return [...this.on.cluster.live.values()]
      .filter(
        ({ kind, metadata }) =>
          (kind === "Namespace" ? metadata.name : metadata.namespace) === this.namespace,
      )
      .map(({ kind, metadata }) => `${kind} ${metadata.name}`)
      .sort();
  }
}
