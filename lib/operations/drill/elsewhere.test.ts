import { beforeEach, expect, it } from "vitest";
import { DRILL_NAMESPACE, DrillHarness } from "@/lib/testing/drill-harness";
import { FakeCluster } from "@/lib/testing/fake-cluster";
import { FakeCopies } from "@/lib/testing/fake-copies";
import { FakeDatabaseOperator } from "@/lib/testing/fake-database-operator";
import type { DeployEffects } from "../deploy/effects";
import { DRILL_STEP_LIST } from "./steps";

const OTHER = "0199cccc-0000-7000-8000-000000000002";
let at: DrillHarness;
let other: FakeCluster;
let copies: FakeCopies;
let living: string[];

beforeEach(async () => {
  at = await DrillHarness.begin();
  other = new FakeCluster();
  copies = new FakeCopies(other);
  new FakeDatabaseOperator(other);
  other.live.clear();
  at.drills.subject = { ...at.subject, clusterId: OTHER };
  at.wish = { ...at.wish, elsewhere: true };
  living = at.on.standing();
});

const twoClusters = (effects: DeployEffects): DeployEffects => ({
  ...effects,
  clusters: { ...effects.clusters, open: async (id) => (id === OTHER ? other : at.on.cluster) },
});
const run = (steps = DRILL_STEP_LIST) => at.run(at.newLedger(), { wrap: twoClusters, steps });

/** Nothing is left on either cluster, and the environment's own was never written to. */
function expectNothingLeft(): void {
  expect([...other.live.keys()]).toEqual([]);
  expect([at.data.living, at.data.deeds, at.on.standing()]).toEqual(["before", [], living]);
  expect(at.on.cluster.changes.filter((change) => change.includes(DRILL_NAMESPACE))).toEqual([]);
}

it("brings a backup to life on another cluster with a database server of its own, and leaves nothing", async () => {
  let secret: Record<string, string> | null = null;
  let policies: string[] = [];
  const steps = DRILL_STEP_LIST.map((step) =>
    step.name !== "drill_smoke"
      ? step
      : {
          ...step,
          perform: async (...told: Parameters<typeof step.perform>) => {
            const [, ctx] = told;
            secret = await other.objects.readSecret(DRILL_NAMESPACE, "erp-database", ctx.signal);
            policies = [...other.live.values()].flatMap(({ kind, metadata }) =>
              kind === "NetworkPolicy" ? [metadata.name] : [],
            );
            return step.perform(...told);
          },
        },
  );
  const ledger = await run(steps);
  expect(ledger.ended).toMatchObject({ state: "succeeded" });
  expect(copies.deeds).toEqual(["reach", "restore", "measure"]);
  expect(secret).toMatchObject({ host: "drill-server-rw", dbname: "erp_drill_3f9a1c2b" });
  expect(policies).toEqual(["default-deny", "egress-dns", "egress-database", "drill-server"]);
  expect(at.subject.tornDown).toBe(true);
  expectNothingLeft();
});

it("says before any clock starts that the backup cannot be read from there", async () => {
  copies.faults.set("reach", {
    message: "The repository /backups/x cannot be reached.",
    name: "repository_unreachable",
  });
  const ledger = await run();
  expect(ledger.ended).toMatchObject({ state: "rolled_back", failure: { step: "reach" } });
  expect(ledger.ended?.sentence).toContain(
    "the other cluster cannot read the backup: The repository /backups/x cannot be reached",
  );
  expect(at.subject.declaredAt).toBeNull();
  expectNothingLeft();
});

it.each([
  ["ghcr.io/cloudnative-pg/postgresql:16.9-standard-bookworm", "too old"],
  ["ghcr.io/cloudnative-pg/postgresql:17.2", null],
  ["registry.plant.example:5000/postgresql@sha256:0123", null],
])(
  "looks before any clock starts whether the operator's image %s takes the backup",
  async (imageName, refusal) => {
    other.defaults = (object) =>
      object.kind === "Cluster"
        ? { ...object, spec: { ...(object["spec"] as Record<string, unknown>), imageName } }
        : object;
    const ledger = await run();
    if (refusal === null) {
      expect(ledger.ended).toMatchObject({ state: "succeeded" });
      return;
    }
    expect(ledger.ended).toMatchObject({ state: "rolled_back", failure: { step: "reach" } });
    expect(ledger.ended?.sentence).toContain("the operator there brings up 16");
    expect([at.subject.declaredAt, copies.deeds]).toEqual([null, []]);
    expectNothingLeft();
  },
);

it("takes everything away when it fails half-way", async () => {
  copies.faults.set("restore", { message: "The disk is full.", name: "not_enough_disk" });
  const ledger = await run();
  expect(ledger.ended).toMatchObject({ state: "rolled_back", failure: { step: "bring" } });
  expect(at.subject.tornDown).toBe(true);
  expectNothingLeft();
});
