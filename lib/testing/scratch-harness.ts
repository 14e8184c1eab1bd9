import type { RecoveryPoint } from "@/lib/domain/recovery/restore-plan";
import { planScratch, planScratchRemoval } from "@/lib/domain/scratch/plan";
import type { ScratchSubject } from "@/lib/domain/scratch/subject";
import { DeployHarness, OPERATION, previous } from "./deploy-harness";
import { FakeLedger } from "./fake-ledger";
import { RoomHarness, type RunOptions } from "./room-harness";

export const SCRATCH_NAMESPACE = "northwind-production-scratch-7";
export const SCRATCH_DATABASE = "nw_scratch_3f9a1c2b";
export const SCRATCH_HOST = "northwind-scratch-7.erp.test";
const REMOVAL = "0199aaaa-0000-7000-8000-00007777aaaa";

/** One scratch copy of an environment that goes on running beside it. */
export class ScratchHarness extends RoomHarness {
  protected readonly kind = "scratch";
  protected readonly namespace = SCRATCH_NAMESPACE;
  recovery: RecoveryPoint | null = null;

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

  override newLedger = () => new FakeLedger(planScratch(this.recovery));

  /** Removes the copy by an operation of its own. */
  remove(ledger = new FakeLedger(planScratchRemoval()), options: RunOptions = {}): Promise<FakeLedger> {
    return this.run(ledger, { ...options, operationId: REMOVAL });
  }
}
