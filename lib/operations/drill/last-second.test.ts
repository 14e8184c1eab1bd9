import { beforeEach, expect, it } from "vitest";
import { FailedCheck } from "@/lib/engine/failure";
import { DRILL_DATABASE, DrillHarness } from "@/lib/testing/drill-harness";
import { FakeDatabaseOperator } from "@/lib/testing/fake-database-operator";
import type { DeployStep } from "../deploy/effects";
import { DRILL_STEP_LIST } from "./steps";

const KNOWN = new Date("2026-11-21T08:59:50.000Z");
let at: DrillHarness;
let operator: FakeDatabaseOperator;
let living: string[];

beforeEach(async () => {
  at = await DrillHarness.begin();
  operator = new FakeDatabaseOperator(at.on.cluster);
  living = at.on.standing();
  const { environmentId, environmentName, namespace, hostname, stage } = at.subject.environment;
  const environment = { environmentId, environmentName, namespace, hostname, stage };
  const recovery = { at: "2026-11-21T08:40:00.000Z", cluster: "pg", environment };
  at.drills.subject = { ...at.subject, recoverableUntil: KNOWN };
  at.wish = { said: "", disasterAt: null, recovery, latest: true, elsewhere: false };
});

/** The recovered Clusters that were made, with the second each was to stop at. */
function targets(): DeployStep[] & { seconds: string[] } {
  const seconds: string[] = [];
  const steps = DRILL_STEP_LIST.map((step): DeployStep => {
    if (step.name !== "bring") return step;
    const look = () => {
      for (const { kind, metadata, spec } of at.on.cluster.live.values())
        if (kind === "Cluster" && metadata.name !== "pg")
          seconds.push(
            (spec as { bootstrap: { recovery: { recoveryTarget: { targetTime: string } } } }).bootstrap
              .recovery.recoveryTarget.targetTime,
          );
    };
    return {
      ...step,
      perform: async (effects, ctx) => {
        look();
        return step.perform(effects, ctx);
      },
    };
  });
  return Object.assign(steps, { seconds });
}

function expectNothingLeft(): void {
  expect([at.inside(), at.data.beside, operator.aside]).toEqual([[], [], []]);
  expect([at.data.living, at.on.standing()]).toEqual(["before", living]);
}

it("brings back the last second that was kept when the disaster came, and loses what came after it", async () => {
  const steps = targets();
  at.data.reading = { ...at.data.reading, heartbeatAt: "2026-11-21T08:59:48.000Z" };
  const ledger = await at.run(at.newLedger(), { steps });
  expect(ledger.ended).toMatchObject({ state: "succeeded" });
  expect(at.data.deeds).toEqual(["archive", "restore", "measure", "drop"]);
  // Not the second of the plan, but what was known when it began.
  expect(steps.seconds).toEqual([KNOWN.toISOString()]);
  const { rpoSeconds, declaredAt, checks } = at.subject;
  // Lost up to the disaster, which came before the mark was made; the recovery clock starts after it.
  expect(rpoSeconds).toBeGreaterThanOrEqual(12);
  expect(rpoSeconds).toBeLessThan(
    ((declaredAt?.getTime() ?? 0) - Date.parse("2026-11-21T08:59:48Z")) / 1_000,
  );
  expect(checks.find(({ name }) => name === "rows")?.detail).toContain("nobody counted at that second");
  expectNothingLeft();
});

it("loses the files that no backup has only where the disaster takes them", async () => {
  const lost = async (scenario: "database_corruption" | "region_loss") => {
    at.drills.subject = { ...at.subject, scenario, rpoSeconds: null, rtoSeconds: null, declaredAt: null };
    const attachments = { total: 10, present: 9, percent: 90, missing: ["aa/bb"] };
    const newer = { rows: 1, oldest: "2026-11-21T08:30:00.000Z" };
    at.data.reading = { ...at.data.reading, heartbeatAt: "2026-11-21T08:59:48.000Z", attachments, newer };
    const ledger = await at.run();
    expect(ledger.ended).toMatchObject({ state: "succeeded" });
    const told = JSON.stringify([ledger.story, ledger.steps]);
    expect(told.includes("Counted from the oldest file")).toBe(scenario === "region_loss");
    return at.subject.rpoSeconds ?? 0;
  };
  expect(await lost("database_corruption")).toBeLessThan(60);
  for (const job of ["archive", "restore", "measure", "drop"]) at.data.forget(job);
  expect(await lost("region_loss")).toBeGreaterThan(1_800);
});

it("goes on where nothing can be archived after that second", async () => {
  at.data.faults.set("archive", { message: "This server archives nothing.", name: "not_archived" });
  const steps = targets();
  const ledger = await at.run(at.newLedger(), { steps });
  expect([ledger.ended?.state, steps.seconds]).toEqual(["succeeded", [KNOWN.toISOString()]]);
});

it("takes its room away when it ends before the clock starts", async () => {
  const steps = DRILL_STEP_LIST.map(
    (step): DeployStep =>
      step.name !== "declare"
        ? step
        : { ...step, perform: async () => Promise.reject(new FailedCheck("it broke")) },
  );
  const ledger = await at.run(at.newLedger(), { steps });
  expect(ledger.ended).toMatchObject({ state: "rolled_back", failure: { step: "declare" } });
  expect([at.subject.declaredAt, at.subject.tornDown]).toEqual([null, true]);
  expect(at.data.databases.has(DRILL_DATABASE)).toBe(false);
  expectNothingLeft();
});
