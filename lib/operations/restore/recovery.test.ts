import { beforeEach, describe, expect, it } from "vitest";
import { FakeDatabaseOperator } from "@/lib/testing/fake-database-operator";
import { breaking, healing, killedAfter } from "@/lib/testing/restore-faults";
import { RestoreHarness } from "@/lib/testing/restore-harness";
import { RESTORE_STEP_LIST } from "./steps";

const AT = "2026-11-20T09:59:58.000Z";
const ASIDE = "pg-op-3f9a1c2b";
let at: RestoreHarness;
let operator: FakeDatabaseOperator;

async function begin(): Promise<void> {
  at = await RestoreHarness.begin();
  operator = new FakeDatabaseOperator(at.on.cluster);
  const { environmentId, environmentName, namespace, hostname, stage } = at.on.records.subject.environment;
  const environment = { environmentId, environmentName, namespace, hostname, stage };
  at.source = { ...at.source, rowCounts: {}, recovery: { at: AT, cluster: "pg", environment } };
}
beforeEach(begin);

const made = (kind: string, name: string) =>
  [...at.on.cluster.live.values()].find((object) => object.kind === kind && object.metadata.name === name);

describe("a second that is brought back", () => {
  it("comes up aside, is loaded beside what lives like a backup, and leaves nothing", async () => {
    const ledger = await at.run();
    expect(ledger.ended).toMatchObject({ state: "succeeded" });
    expect(at.data.living).toBe("of the second");
    expect(at.jobs()).toEqual(["backup", "archive", "restore", "swap"]);
    expect(at.on.created("Cluster")).toEqual([`create Cluster ${ASIDE}`]);
    expect(at.on.cluster.changes).toContain(`remove Cluster ${ASIDE}`);
    expect([operator.aside, made("NetworkPolicy", ASIDE), at.keys()]).toEqual([[], undefined, []]);
    expect(at.data.beside).toEqual(["nw_before_3f9a1c2b"]);
    // Of a second nobody took a record, and the reconciliation does not claim one.
    const found = ledger.steps.find(({ name }) => name === "reconcile")?.result;
    expect(found).toMatchObject({ record: "server", met: 1, flagged: 0 });
  });

  it("is made alike the living server, from its store and name, up to the second, and archives nothing", async () => {
    await at.run(
      at.newLedger(),
      breaking("release_recovery", breaking("remove_recovery", RESTORE_STEP_LIST)),
    );
    expect(made("Cluster", ASIDE)?.["spec"]).toMatchObject({
      instances: 1,
      imageName: "ghcr.io/cloudnative-pg/postgresql:17.2",
      storage: { size: "20Gi" },
      postgresql: { parameters: { max_connections: "200" } },
      bootstrap: {
        recovery: { source: "origin", database: "nw", owner: "erp", recoveryTarget: { targetTime: AT } },
      },
      externalClusters: [{ plugin: { parameters: { barmanObjectName: "archive", serverName: "pg-2026" } } }],
    });
    expect(made("Cluster", ASIDE)?.["spec"]).not.toHaveProperty("plugins");
  });

  it("hands the recovered server's password to the Job's own Secret only", async () => {
    const seen: string[] = [];
    const { apply } = at.on.cluster.objects;
    at.on.cluster.objects.apply = async (objects, options) => {
      for (const { kind, metadata, ...rest } of objects)
        if (
          JSON.stringify(rest).includes(Buffer.from("seventeen-keys").toString("base64")) ||
          JSON.stringify(rest).includes("seventeen-keys")
        )
          seen.push(`${kind} ${metadata.name}`);
      await apply(objects, options);
    };
    const ledger = await at.run();
    expect(new Set(seen)).toEqual(new Set(["Secret op-3f9a1c2b-restore-store"]));
    expect(JSON.stringify([...ledger.story, ledger.ended])).not.toContain("seventeen-keys");
  });

  it("does each thing once, whenever its worker dies", async () => {
    for (const name of ["archive", "recover", "restore_beside", "release_recovery"])
      for (let kill = 1; kill <= 6; kill += 1) {
        await begin();
        const ledger = at.newLedger();
        await at
          .run(ledger, killedAfter({ name, n: kill, at }, ledger, RESTORE_STEP_LIST))
          .catch(() => undefined);
        if (ledger.ended === null) await at.run(ledger);
        expect(ledger.ended?.state, `${name} ${kill}`).toBe("succeeded");
        expect(at.jobs(), `${name} ${kill}`).toEqual(["backup", "archive", "restore", "swap"]);
        expect([at.data.living, operator.aside], `${name} ${kill}`).toEqual(["of the second", []]);
      }
  }, 30_000);
});

describe("a second that cannot be brought back", () => {
  it.each([
    ["FATAL:  recovery ended before configured recovery target was reached", "holds nothing written after"],
    ["no target backup found for that time", "no base backup is old enough"],
    ["could not read the object store", "could not read the object store"],
  ])("“%s” ends it with a reason, what lives untouched and nothing left", async (line, reason) => {
    operator.says = [line];
    const ledger = await at.run();
    expect(ledger.ended).toMatchObject({ state: "rolled_back" });
    expect(ledger.ended?.sentence).toContain(reason);
    expect([at.data.living, at.data.beside, operator.aside, at.isShut()]).toEqual(["before", [], [], false]);
  });

  it("is taken away when the restore fails later, or is aborted", async () => {
    at.on.erp.failing.set("invoice", "no journal");
    const failed = await at.run(
      at.newLedger(),
      healing(() => at),
    );
    expect([failed.ended?.state, operator.aside, at.data.living]).toEqual(["rolled_back", [], "before"]);
    await begin();
    const ledger = at.newLedger();
    const steps = RESTORE_STEP_LIST.map((step) =>
      step.name !== "recover"
        ? step
        : {
            ...step,
            perform: async (...args: Parameters<typeof step.perform>) => {
              const outcome = await step.perform(...args);
              ledger.abort(true, "aborted by Ada: the wrong second");
              return outcome;
            },
          },
    );
    await at.run(ledger, steps);
    if (ledger.ended === null) {
      ledger.lapse();
      await at.run(ledger);
    }
    expect([operator.aside, at.data.living, at.data.beside]).toEqual([[], "before", []]);
  });

  it("goes on without a mark when the living database no longer answers", async () => {
    at.data.faults.set("archive", {
      message: "The database server does not answer.",
      name: "database_unreachable",
    });
    const ledger = await at.run();
    expect(ledger.ended?.state).toBe("succeeded");
    expect(ledger.story.map(({ text }) => text).join(" ")).toContain("could not be archived");
  });

  it("refuses a Cluster that is gone, or does not archive through the plugin", async () => {
    const key = "postgresql.cnpg.io/v1|Cluster|northwind-production|pg";
    const living = at.on.cluster.live.get(key);
    at.on.cluster.live.delete(key);
    expect((await at.run()).ended?.sentence).toContain("Cluster pg does not exist");
    await begin();
    if (living !== undefined)
      at.on.cluster.live.set(key, { ...living, spec: { ...(living["spec"] as object), plugins: [] } });
    expect((await at.run()).ended?.sentence).toContain("does not archive its log through the plugin");
  });
});
