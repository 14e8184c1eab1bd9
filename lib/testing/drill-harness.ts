import { type DrillWish, planDrill } from "@/lib/domain/drill/plan";
import type { DrillSubject } from "@/lib/domain/drill/subject";
import { DeployHarness, OPERATION, previous } from "./deploy-harness";
import { noWait } from "./engine-world";
import type { FakeDrills } from "./fake-drills";
import { FakeLedger } from "./fake-ledger";
import { RoomHarness } from "./room-harness";

export const DRILL_NAMESPACE = "northwind-production-drill-7";
export const DRILL_DATABASE = "nw_drill_3f9a1c2b";
export const DECLARED = new Date("2026-11-21T09:00:00.000Z");

/** One drill of an environment that goes on running beside it. */
export class DrillHarness extends RoomHarness {
  protected readonly kind = "drill";
  protected readonly namespace = DRILL_NAMESPACE;
  /** The clock of whoever runs it: each look is a second later. */
  now = DECLARED.getTime();
  protected override clock = {
    ...noWait,
    now: () => {
      this.now += 1_000;
      return new Date(this.now);
    },
  };

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
  override newLedger = () => new FakeLedger(planDrill(this.wish));
}
