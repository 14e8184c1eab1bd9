import { beforeEach, describe, expect, it } from "vitest";
import { planClearing } from "@/lib/domain/drill/plan";
import { FailedCheck } from "@/lib/engine/failure";
import { DRILL_DATABASE, DRILL_NAMESPACE, DrillHarness } from "@/lib/testing/drill-harness";
import { FakeDatabaseOperator } from "@/lib/testing/fake-database-operator";
import { FakeLedger } from "@/lib/testing/fake-ledger";
import type { DeployStep } from "../deploy/effects";
import { DRILL_STEP_LIST } from "./steps";

let at: DrillHarness;
let living: string[];
beforeEach(async () => {
  at = await DrillHarness.begin();
  living = at.on.standing();
});

const watched = (name: string, look: () => void): readonly DeployStep[] =>
  DRILL_STEP_LIST.map((step) =>
    step.name !== name
      ? step
      : {
          ...step,
          perform: async (effects, ctx) => {
            const outcome = await step.perform(effects, ctx);
            look();
            return outcome;
          },
        },
  );

/** Nothing of the drill is left, and nothing of the living environment was touched. */
function expectNothingLeft(): void {
  expect(at.inside()).toEqual([]);
  expect(at.data.beside).toEqual([]);
  expect([at.data.living, at.on.standing()]).toEqual(["before", living]);
}

it("brings a backup to life beside the environment, measures it and leaves nothing", async () => {
  const ledger = await at.run();
  expect(ledger.ended).toMatchObject({ state: "succeeded", needsAttention: false });
  expect(at.data.deeds).toEqual(["restore", "measure", "drop"]);
  const { rtoSeconds, rpoSeconds, checks, tornDown, declaredAt } = at.subject;
  expect(rtoSeconds).toBeGreaterThan(0);
  const newest = Date.parse("2026-11-21T08:59:58.000Z");
  expect(rpoSeconds).toBe(((declaredAt?.getTime() ?? 0) - newest) / 1_000);
  expect(checks.map(({ name, ok }) => `${name} ${ok}`)).toEqual([
    ...["smoke:sign_in", "smoke:sale_order", "smoke:stock_move"].map((name) => `${name} true`),
    ...["smoke:work_order", "smoke:purchase", "smoke:invoice", "smoke:label"].map((name) => `${name} true`),
    ...["heartbeat true", "rows true", "files true", "modules true"],
  ]);
  expect(tornDown).toBe(true);
  expect(ledger.ended?.sentence).toMatch(
    /^Recovered: RTO \d+ s · promised 15 min; RPO \d+ s · promised 5 min; 11 checks passed\.$/,
  );
  expectNothingLeft();
});

it("is closed to the outside, runs no scheduled action, and is not made harmless", async () => {
  let inside: string[] = [];
  let database: string | undefined;
  let restore = "";
  await at.run(at.newLedger(), {
    steps: watched("drill_smoke", () => {
      inside = at.inside();
      const secret = at.on.cluster.live.get(`v1|Secret|${DRILL_NAMESPACE}|erp-database`);
      const { dbname = "" } = (secret?.["data"] ?? {}) as Record<string, string>;
      database = Buffer.from(dbname, "base64").toString();
      restore = JSON.stringify(at.on.cluster.live.get(`batch/v1|Job|${DRILL_NAMESPACE}|op-3f9a1c2b-restore`));
    }),
  });
  expect(inside).toContain("NetworkPolicy default-deny");
  expect(inside).toContain("Deployment web");
  for (const absent of ["web-from-ingress", "cron", "IngressRoute", "maintenance"])
    expect(inside.join(" ")).not.toContain(absent);
  expect(database).toBe(DRILL_DATABASE);
  expect(restore).not.toContain("neutralize");
  expect(at.on.erp.services).toEqual(["web"]);
});

it("says what was missed although it recovered", async () => {
  at.drills.subject = { ...at.subject, rpoObjectiveSeconds: 1 };
  const ledger = await at.run();
  expect(ledger.ended).toMatchObject({ state: "succeeded" });
  expect(ledger.ended?.sentence).toContain("Recovered, but the promised RPO was missed");
});

describe("a drill of an operator's error", () => {
  const disasterAt = new Date("2026-11-21T08:59:59.000Z");
  const aside = "pg-op-3f9a1c2b";
  let operator: FakeDatabaseOperator;
  beforeEach(() => {
    operator = new FakeDatabaseOperator(at.on.cluster);
    living = at.on.standing();
    const { environmentId, environmentName, namespace, hostname, stage } = at.subject.environment;
    const environment = { environmentId, environmentName, namespace, hostname, stage };
    const recovery = { at: "2026-11-21T08:59:58.000Z", cluster: "pg", environment };
    at.wish = { said: "", disasterAt, recovery, elsewhere: false };
  });

  it("brings the second before it back from the log, and counts as lost what came until then", async () => {
    const ledger = await at.run();
    expect(ledger.ended).toMatchObject({ state: "succeeded" });
    expect(at.on.created("Cluster")).toEqual([`create Cluster ${aside}`]);
    expect(at.data.deeds).toEqual(["restore", "measure", "drop"]);
    // The newest sign of life is of one second before.
    expect(at.subject.rpoSeconds).toBe(1);
    expect(at.subject.checks.find(({ name }) => name === "rows")).toMatchObject({
      ok: true,
      detail: expect.stringContaining("nobody counted at that second"),
    });
    expect(operator.aside).toEqual([]);
    expectNothingLeft();
  });

  it.each(["recover", "bring", "start", "drill_smoke"])(
    "leaves no server aside when %s fails",
    async (name) => {
      if (name === "recover")
        operator.says = ["FATAL:  recovery ended before configured recovery target was reached"];
      const steps = DRILL_STEP_LIST.map(
        (step): DeployStep =>
          step.name !== name || name === "recover"
            ? step
            : {
                ...step,
                isDone: async () => null,
                perform: async () => Promise.reject(new FailedCheck("it broke")),
              },
      );
      const ledger = await at.run(at.newLedger(), { steps });
      expect(ledger.ended).toMatchObject({ state: "rolled_back", failure: { step: name } });
      expect([operator.aside, ledger.stateOf("remove_recovery")]).toEqual([[], "done"]);
      expectNothingLeft();
    },
  );
});

describe("a drill that does not recover", () => {
  it.each([
    ["bring", () => at.data.faults.set("restore", { message: "The disk is full.", name: "not_enough_disk" })],
    ["drill_smoke", () => at.on.erp.failing.set("invoice", "no journal")],
    [
      "measure",
      () => {
        at.data.reading = { ...at.data.reading, rowCounts: { sale_order: 41 } };
      },
    ],
  ])("fails in %s, and everything it made is removed", async (name, breaks) => {
    breaks();
    const ledger = await at.run();
    expect(ledger.ended).toMatchObject({ state: "rolled_back", failure: { step: name } });
    expect([ledger.stateOf("clear_away"), at.subject.tornDown]).toEqual(["done", true]);
    expect(ledger.ended?.sentence).toMatch(/^Failed: /);
    expectNothingLeft();
  });

  it.each([
    [
      "place",
      () => {
        at.on.recovery.store = null;
      },
      /no place for backups/,
    ],
    ["secret", () => at.on.cluster.secrets.delete("northwind-production/erp-api"), /erp-api does not exist/],
    ["image", () => at.on.registry.missing.add(at.subject.release.digest), /has no image/],
    [
      "privilege",
      () => {
        at.on.cluster.missingPrivilege = "deployments";
      },
      /may not patch deployments/,
    ],
  ])("does not begin without its %s", async (_what, breaks, reason) => {
    breaks();
    const ledger = await at.run();
    expect(ledger.ended).toMatchObject({ state: "failed", touched: false, needsAttention: false });
    expect(ledger.ended?.sentence).toMatch(reason);
    expect(at.subject.declaredAt).toBeNull();
    expectNothingLeft();
  });

  it("leaves a namespace alone that is not its own", async () => {
    const metadata = { name: DRILL_NAMESPACE, labels: { team: "plant" } };
    await at.on.cluster.objects.apply([{ apiVersion: "v1", kind: "Namespace", metadata }], {
      fieldManager: "plant",
      signal: new AbortController().signal,
    });
    const ledger = await at.run();
    expect(ledger.ended?.sentence).toMatch(/exists already and is not this drill's/);
    expect(at.inside()).toEqual([`Namespace ${DRILL_NAMESPACE}`]);
  });

  it("measures nothing where the data were written to after the disaster", async () => {
    at.data.reading = { ...at.data.reading, heartbeatAt: "2026-11-21T10:00:00.000Z" };
    const ledger = await at.run();
    expect(ledger.ended?.sentence).toContain("it is not isolated");
    expectNothingLeft();
  });
});

describe("the tear-down", () => {
  it("fails the drill when it fails, also when the second try removes everything", async () => {
    at.data.faults.set("drop", { message: "The server is gone.", name: "database_unreachable" });
    const ledger = await at.run();
    expect(ledger.ended).toMatchObject({ state: "rolled_back", failure: { step: "tear_down" } });
    expect(at.subject.tornDown).toBe(true);
    expectNothingLeft();
  });

  it("calls a person when both tries fail, and keeps what is needed to try again", async () => {
    for (const job of ["drop", "drop-again"])
      at.data.faults.set(job, { message: "The server is gone.", name: "database_unreachable" });
    const ledger = await at.run();
    expect(ledger.ended).toMatchObject({ state: "failed", needsAttention: true });
    expect(ledger.ended?.sentence).toContain("What it made is still there");
    expect(at.data.beside).toEqual([DRILL_DATABASE]);
    expect(at.inside()).toContain("Secret erp-database");
    expect([at.data.living, at.subject.tornDown]).toEqual(["before", null]);
  });

  it("is tried again by an operation of its own, which removes everything once it can", async () => {
    for (const job of ["drop", "drop-again"])
      at.data.faults.set(job, { message: "The server is gone.", name: "database_unreachable" });
    await at.run();
    const operationId = "0199aaaa-0000-7000-8000-0000deadbeef";
    at.drills.clearing = operationId;
    const clear = () => at.run(new FakeLedger(planClearing()), { operationId });
    const failed = await clear();
    expect(failed.ended).toMatchObject({ state: "failed", needsAttention: false });
    expect(failed.ended?.sentence).toMatch(/^What DR-7 made is still there: .*The server is gone/);
    expect(at.data.beside).toEqual([DRILL_DATABASE]);
    at.data.forget("drop");
    const cleared = await clear();
    expect(cleared.ended).toMatchObject({ state: "succeeded" });
    expect(cleared.ended?.sentence).toMatch(/^Nothing of DR-7 is left/);
    expect(at.subject.tornDown).toBe(true);
    expectNothingLeft();
  });

  it("waits for what still brings data back", async () => {
    at.data.faults.set("drop", { message: "Another process works on it.", name: "already_running" });
    let looks = 0;
    const steps = DRILL_STEP_LIST.map(
      (step): DeployStep =>
        step.name !== "tear_down"
          ? step
          : {
              ...step,
              perform: (effects, ctx) => {
                looks += 1;
                if (looks === 2) at.data.forget("drop");
                return step.perform(effects, ctx);
              },
            },
    );
    const ledger = await at.run(at.newLedger(), { steps });
    expect(ledger.ended?.state).toBe("succeeded");
    expect(looks).toBe(2);
    expectNothingLeft();
  });

  it.each(["isolate", "bring", "start", "drill_smoke", "measure"])(
    "runs after an abort in %s",
    async (name) => {
      const ledger = at.newLedger();
      await at.run(ledger, {
        steps: watched(name, () => ledger.abort(true, "aborted by Ada: the plant needs the cluster")),
      });
      await at.run(ledger);
      expect(ledger.ended).toMatchObject({ state: "rolled_back", failure: { kind: "aborted" } });
      expect(ledger.ended?.sentence).toBe(
        "Ended without a verdict: aborted by Ada: the plant needs the cluster.",
      );
      expectNothingLeft();
    },
  );
});
