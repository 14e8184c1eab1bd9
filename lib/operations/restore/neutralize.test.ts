import { beforeEach, expect, it } from "vitest";
import { planClear, planRestore } from "@/lib/domain/recovery/restore-plan";
import { RefusedFailure } from "@/lib/ports/failure";
import { OPERATION } from "@/lib/testing/deploy-harness";
import { FakeLedger } from "@/lib/testing/fake-ledger";
import { breaking, healing, killedAfter, replaced } from "@/lib/testing/restore-faults";
import { RestoreHarness } from "@/lib/testing/restore-harness";
import { RESTORE_STEP_LIST } from "./steps";

const KEYS = ["Secret", "ConfigMap"].map((kind) => `v1|${kind}|northwind-production|op-3f9a1c2b-erp`);
const COPY = "nw_restored_3f9a1c2b";
let at: RestoreHarness;
let before: string[];
async function begin(): Promise<void> {
  at = await RestoreHarness.begin();
  at.source = { ...at.source, sameEnvironment: false, neutralizeAs: "https://staging.example" };
  before = at.on.standing();
}
beforeEach(begin);

const untouched = () => {
  expect([at.data.living, at.data.beside, at.data.podsAtExchange]).toEqual(["before", [], []]);
  expect(at.on.standing()).toEqual(before);
  expect([at.keys(), at.isShut()]).toEqual([[], false]);
};

it("runs the modules' own statements on the copy before it may live, with the copy's keys alone", async () => {
  let job = "";
  const steps = replaced("quiesce", (step) => (effects, ctx) => {
    const found = [...at.on.cluster.live.values()].find(({ metadata }) =>
      metadata.name.endsWith("-neutralize"),
    );
    job = JSON.stringify(found);
    return step.perform(effects, ctx);
  });
  const ledger = await at.run(at.newLedger(), steps);
  expect(ledger.ended).toMatchObject({ state: "succeeded" });
  expect(at.data.deeds).toEqual(["backup", "restore", "neutralize", "swap"]);
  expect(at.data.living).toBe("from the backup, harmless");
  expect(job).toContain(`"command":["odoo"]`);
  expect(job).toContain(`"args":["neutralize","-d","${COPY}"]`);
  expect(job).toContain(at.on.records.subject.release.digest);
  expect(job).not.toContain("erp-database");
  expect([at.keys(), at.on.standing()]).toEqual([[], before]);
});

it("is no part of bringing an environment its own data back", () => {
  const plan = planRestore(
    { ...at.source, neutralizeAs: null },
    { drainSeconds: 5, timeZone: "UTC", unanswered: "go_on" },
  );
  expect(plan.map(({ name }) => name)).not.toContain("neutralize");
});

it.each([
  ["the Job fails", () => void at.data.faults.set("neutralize", { message: "no such table" })],
  ["the Job leaves no word", () => void at.data.silent.add("neutralize")],
])("drops the copy and touches nothing else when %s", async (_what, fails) => {
  fails();
  const ledger = await at.run(
    at.newLedger(),
    healing(() => at),
  );
  expect(ledger.ended).toMatchObject({ state: "rolled_back", needsAttention: false });
  expect(ledger.ended?.sentence).toContain("neutralising the copy with the release's modules failed");
  expect(at.jobs()).not.toContain("swap");
  untouched();
});

it("believes the log, not an exit code of 0", async () => {
  const line = "2026-11-22 01:00:00,000 1 CRITICAL nw odoo.cli.neutralize: An error occurred";
  const job = at.on.cluster.job;
  at.on.cluster.job = { ...job, lines: [line] };
  const ledger = await at.run(
    at.newLedger(),
    healing(() => at),
  );
  expect(ledger.ended?.sentence).toContain("its log says: An error occurred");
  untouched();
});

it("leaves neither copy, Job nor keys when a later step breaks before the exchange", async () => {
  await at.run(
    at.newLedger(),
    breaking(
      "quiesce",
      healing(() => at),
    ),
  );
  untouched();
});

/** The keys are there, and the cluster refuses the Job. */
const withoutJob = () => {
  const { objects } = at.on.cluster;
  const { apply } = objects;
  objects.apply = async (wanted, options) => {
    const allowed = wanted.filter(({ metadata }) => !metadata.name.endsWith("-neutralize"));
    await apply(allowed, options);
    if (allowed.length < wanted.length) throw new RefusedFailure("The quota is used up.");
  };
};

it("takes the keys away also where their Job was never made", async () => {
  withoutJob();
  const ledger = await at.run(
    at.newLedger(),
    healing(() => at),
  );
  expect(ledger.ended?.sentence).toContain("The quota is used up");
  untouched();
});

it("has the keys and the copy cleared away later where going back broke off", async () => {
  withoutJob();
  const ledger = await at.run(at.newLedger(), breaking("swap_back", RESTORE_STEP_LIST));
  expect(ledger.ended).toMatchObject({ state: "failed", needsAttention: true });
  const live = () => KEYS.filter((key) => at.on.cluster.live.has(key));
  expect([live(), at.data.beside]).toEqual([KEYS, [COPY]]);
  at.undoes();
  const clearing = await at.run(new FakeLedger(planClear([OPERATION], { copiesOnly: true })));
  expect(clearing.ended?.state).toBe("succeeded");
  expect([live(), at.data.beside, at.data.living]).toEqual([[], [], "before"]);
});

it("does each thing once, whenever its worker dies", async () => {
  for (let n = 0; n < 8; n += 1) {
    await begin();
    const ledger = at.newLedger();
    const dying = killedAfter({ name: "neutralize", n, at }, ledger, RESTORE_STEP_LIST);
    await at.run(ledger, dying).catch(() => undefined);
    await at.run(ledger);
    expect(ledger.ended?.state, `after ${n} changes`).toBe("succeeded");
    expect(at.data.deeds).toEqual(["backup", "restore", "neutralize", "swap"]);
    expect([at.keys(), at.on.standing()]).toEqual([[], before]);
  }
});
