import { renderEnvironment } from "@/lib/domain/manifest/render";
import { specOf } from "@/lib/domain/operation/deploy-subject";
import { isClosedDoor } from "@/lib/domain/operation/rollout";
import {
  planRestore,
  planRestoreRollback,
  planUndo,
  type RestoreSource,
} from "@/lib/domain/recovery/restore-plan";
import { runOperation } from "@/lib/engine/run";
import type { DeployEffects, DeployStep } from "@/lib/operations/deploy/effects";
import {
  describeRestore,
  describeRestoreRollback,
  describeUndo,
  RESTORE_STEP_LIST,
} from "@/lib/operations/restore/steps";
import { DeployHarness, next, OPERATION, previous } from "./deploy-harness";
import { noWait } from "./engine-world";
import { fakeClusters } from "./fake-cluster";
import { FakeCopies } from "./fake-copies";
import { FakeLedger } from "./fake-ledger";

export const UNDO = "0199aaaa-0000-7000-8000-00004b5b6b7b";
const SOURCE: RestoreSource = {
  databaseSnapshotId: "d0".repeat(4),
  filestoreSnapshotId: "f0".repeat(4),
  repositoryOf: "northwind-production",
  takenAt: "2026-11-20T10:00:00.000Z",
  rowCounts: { sale_order: 42 },
  sameEnvironment: true,
  neutralizeAs: null,
};
const CLOSING = { drainSeconds: 5, timeZone: "UTC", unanswered: "go_on" } as const;

const TELLS = {
  restore: describeRestore,
  undo_restore: describeUndo,
  restore_rollback: describeRestoreRollback,
};

/** One restore, and its undo, of an environment whose release goes on as it is. */
export class RestoreHarness {
  readonly on: DeployHarness;
  readonly data: FakeCopies;
  /** What is brought back. */
  source: RestoreSource = SOURCE;

  private constructor(on: DeployHarness) {
    this.on = on;
    this.data = new FakeCopies(on.cluster);
  }

  /** A rollback with its data goes to a release whose manifest was kept; the others start what runs already. */
  static async begin(kind: "restore" | "restore_rollback" = "restore"): Promise<RestoreHarness> {
    const on = await DeployHarness.begin();
    const { subject } = on.records;
    const going =
      kind === "restore"
        ? { release: previous, keptManifest: subject.previousManifest }
        : { release: next, keptManifest: { id: "m0", objects: renderEnvironment(specOf(subject, next)) } };
    on.records.subject = { ...subject, kind, ...going };
    const { environment, clusterId } = subject;
    const whose = { environment, clusterId, release: previous.name, operationId: OPERATION };
    on.recovery.backup = { ...whose, backupId: "b1", cause: "before_restore" };
    return new RestoreHarness(on);
  }

  /** What runs next is the undo of the restore that ran. */
  undoes(): void {
    const { records } = this.on;
    records.smokes.clear();
    records.subject = { ...records.subject, kind: "undo_restore", operationId: UNDO };
  }

  newLedger(): FakeLedger {
    const { kind } = this.on.records.subject;
    if (kind === "undo_restore") return new FakeLedger(planUndo(OPERATION, CLOSING));
    return new FakeLedger((kind === "restore" ? planRestore : planRestoreRollback)(this.source, CLOSING));
  }

  async run(
    ledger = this.newLedger(),
    steps: readonly DeployStep[] = RESTORE_STEP_LIST,
    signal = new AbortController().signal,
  ): Promise<FakeLedger> {
    const { records, registry, erp, signals, queue, observations, recovery, cluster, bugs, answer } = this.on;
    const { operationId, kind } = records.subject;
    const evaluateGates = async () => answer;
    const effects: DeployEffects = {
      ...{ records, registry, erp, signals, queue, observations, evaluateGates, recovery },
      mayGoOn: async () => ({ open: true }),
      clusters: fakeClusters(cluster),
    };
    const tell = TELLS[kind === "undo_restore" || kind === "restore_rollback" ? kind : "restore"];
    await runOperation({
      ...{ operationId, workerId: "worker", ledger, steps, effects, signal, clock: noWait },
      describe: (facts) => tell(effects, operationId, facts),
      onBug: (error) => void bugs.push(error),
    });
    return ledger;
  }

  isShut(): boolean {
    const route = "traefik.io/v1alpha1|IngressRoute|northwind-production|web";
    return isClosedDoor(this.on.cluster.live.get(route) ?? null);
  }

  /** Jobs that were made, by name without the operation's, in order. */
  jobs(): string[] {
    return this.on.created("Job").map((change) => change.replace(/^create Job op-[0-9a-f]{8}-/, ""));
  }

  /** Objects with a key or a way to the object storage that are still there. */
  keys(): string[] {
    return [...this.on.cluster.live.keys()].filter((key) => key.startsWith("v1|Secret|"));
  }
}
