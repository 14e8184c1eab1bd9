import { type DrillWish, planDrill } from "@/lib/domain/drill/plan";
import type { DrillSubject } from "@/lib/domain/drill/subject";
import type { Ledger } from "@/lib/engine/ledger";
import { runOperation } from "@/lib/engine/run";
import type { DeployEffects, DeployStep } from "@/lib/operations/deploy/effects";
import { DRILL_STEP_LIST, describeDrill } from "@/lib/operations/drill/steps";
import { DeployHarness, OPERATION, previous } from "./deploy-harness";
import { noWait } from "./engine-world";
import { fakeClusters } from "./fake-cluster";
import { FakeCopies } from "./fake-copies";
import type { FakeDrills } from "./fake-drills";
import { FakeLedger } from "./fake-ledger";

export const DRILL_NAMESPACE = "northwind-production-drill-7";
export const DRILL_DATABASE = "nw_drill_3f9a1c2b";
export const DECLARED = new Date("2026-11-21T09:00:00.000Z");

/** One drill of an environment that goes on running beside it. */
export class DrillHarness {
  readonly on: DeployHarness;
  readonly data: FakeCopies;
  /** The clock of whoever runs it: each look is a second later. */
  now = DECLARED.getTime();

  private constructor(on: DeployHarness) {
    this.on = on;
    this.data = new FakeCopies(on.cluster);
  }

  static async begin(): Promise<DrillHarness> {
    const on = await DeployHarness.begin();
    const { environment, clusterId } = on.records.subject;
    const subject: DrillSubject = {
      operationId: OPERATION,
      ...{ drillId: "0199bbbb-0000-7000-8000-000000000001", number: "DR-7", scenario: "database_corruption" },
      ...{ clusterId, homeClusterId: clusterId, environment, namespace: DRILL_NAMESPACE, release: previous },
      ...{ modules: previous.modules, recoverableUntil: null },
      backup: {
        ...{ databaseSnapshotId: "d0".repeat(4), filestoreSnapshotId: "f0".repeat(4) },
        takenAt: new Date("2026-11-21T08:00:00.000Z"),
        ...{ rowCounts: { sale_order: 42 }, postgresMajor: 17 },
      },
      ...{ declaredAt: null, rtoSeconds: null, rpoSeconds: null, checks: [], tornDown: null },
      ...{ rtoObjectiveSeconds: 900, rpoObjectiveSeconds: 300 },
    };
    on.recovery.drills.subject = subject;
    return new DrillHarness(on);
  }

  get drills(): FakeDrills {
    return this.on.recovery.drills;
  }

  get subject(): DrillSubject {
    const { subject } = this.drills;
    if (subject === null) throw new Error("no drill");
    return subject;
  }

  /** What the drill is told when it is planned. */
  wish: DrillWish = { said: "", disasterAt: null, recovery: null, elsewhere: false };
  newLedger = () => new FakeLedger(planDrill(this.wish));

  async run(
    ledger = this.newLedger(),
    {
      steps = DRILL_STEP_LIST,
      wrap = (effects) => effects,
      through = ledger,
      operationId = OPERATION,
    }: RunOptions = {},
  ): Promise<FakeLedger> {
    const { records, registry, erp, signals, queue, observations, recovery, cluster, bugs, answer } = this.on;
    const effects: DeployEffects = wrap({
      ...{ records, registry, erp, signals, queue, observations, recovery },
      evaluateGates: async () => answer,
      mayGoOn: async () => ({ open: true }),
      clusters: fakeClusters(cluster),
    });
    const clock = {
      ...noWait,
      now: () => {
        this.now += 1_000;
        return new Date(this.now);
      },
    };
    await runOperation({
      ...{
        operationId,
        workerId: "worker",
        ledger: through,
        steps,
        effects,
        clock,
        leaseMs: 600_000,
      },
      signal: new AbortController().signal,
      describe: (facts) => describeDrill(effects, operationId, facts),
      onBug: (error) => void bugs.push(error),
    });
    return ledger;
  }

  /** What stands in the drill's namespace, that itself included. */
  inside(): string[] {
    return [...this.on.cluster.live.values()]
      .filter(({ kind, metadata }) =>
        kind === "Namespace" ? metadata.name === DRILL_NAMESPACE : metadata.namespace === DRILL_NAMESPACE,
      )
      .map(({ kind, metadata }) => `${kind} ${metadata.name}`)
      .sort();
  }
}

type RunOptions = {
  steps?: readonly DeployStep[];
  /** Another operation than the drill's own. */
  operationId?: string;
  wrap?: (effects: DeployEffects) => DeployEffects;
  /** The ledger as the worker reaches it. */
  through?: Ledger;
};
