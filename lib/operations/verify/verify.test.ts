import { beforeEach, describe, expect, it } from "vitest";
import { planVerify, verifyStepTouches } from "@/lib/domain/recovery/backup-plan";
import { previous } from "@/lib/testing/deploy-harness";
import { Mortal } from "@/lib/testing/engine-world";
import { FakeLedger } from "@/lib/testing/fake-ledger";
import { mortalEffects } from "@/lib/testing/mortal-effects";
import { ReadingHarness } from "@/lib/testing/reading-harness";
import { VERIFY_STEP_LIST } from "./steps";

const report = {
  checks: [{ name: "row_counts", ok: true, detail: "42 of 42" }],
  rowCounts: { sale_order: 42 },
  attachments: { total: 2, present: 2, percent: 100, missing: [] },
  filesHashed: 2,
  filesTotal: 5,
  totalSeconds: 12,
};
const ERP = "op-3f9a1c2b-erp";
const COPY = "nw_verified_3f9a1c2b";
let at: ReadingHarness;
/** What stood in the cluster before; a Job that has ended stays for its log. */
let before: string[];

async function begin() {
  at = await ReadingHarness.begin("verify", "Loading.");
  at.on.recovery.verification = {
    ...{ ...at.place, backupId: "b", databaseSnapshotId: "aaaaaaaa", filestoreSnapshotId: "bbbbbbbb" },
    erp: { release: previous, ofBackup: true, obstacle: null },
    expected: { rowCounts: { sale_order: 42 }, dumpSha256: "c", attachmentsPresent: 2 },
    reading: { files: 2, bytes: 10_000, everyDays: 7, before: 0 },
  };
  at.ends(report);
  before = at.on.standing();
}
beforeEach(begin);

const verify = async (ledger = new FakeLedger(planVerify())) => {
  await at.run(ledger);
  return ledger;
};
/** Neither a copy, nor an ERP, nor a key of either. */
const nothingLeft = () => {
  expect([at.data?.beside, at.data?.living, at.keys()]).toEqual([[], "before", []]);
  expect(at.on.standing()).toEqual(before);
};
const named = (kind: string, name: string) =>
  JSON.stringify(
    [...at.on.cluster.live.values()].find((one) => one.kind === kind && one.metadata.name === name),
  );

describe("a verification", () => {
  it("proves the backup by an ERP that answers on the copy, and leaves nothing", async () => {
    const ledger = await verify();
    expect(ledger.ended).toMatchObject({ state: "succeeded", touched: true, needsAttention: false });
    expect(ledger.ended?.sentence).toMatch(
      /^Proven: loaded and compared in 12 s.*2 of 5 files hashed. The ERP answered on it in/,
    );
    expect(at.on.recovery.proofs).toMatchObject([{ passed: true, result: { filesHashed: 2 } }]);
    expect(at.on.recovery.proofs[0]?.result).toMatchObject({
      checks: [{ name: "row_counts" }, { name: "erp_answers", ok: true }],
    });
    expect(at.on.erp.services).toEqual([ERP]);
    expect(at.on.created("Job")).toEqual(["create Job op-3f9a1c2b-verify", "create Job op-3f9a1c2b-drop"]);
    const job = named("Job", "op-3f9a1c2b-verify");
    expect(job).toContain("sale_order");
    expect(job).toContain(COPY);
    expect(job).toContain('"--attachments","all","--read-data","100%"');
    nothingLeft();
  });

  it("starts one pod that nothing of the environment selects, with the copy's keys and files alone", async () => {
    const steps = at.steps.map((step) =>
      step.name !== "ask_erp" ? step : { ...step, perform: () => Promise.reject(new Error("stop here")) },
    );
    let seen = "";
    const looking = steps.map((step) =>
      step.name !== "remove_left"
        ? step
        : {
            ...step,
            perform: async (...given: Parameters<typeof step.perform>) => {
              seen = named("Deployment", ERP);
              const secret = await at.on.cluster.objects.readSecret(
                "northwind-production",
                ERP,
                new AbortController().signal,
              );
              expect(secret).toMatchObject({ dbname: COPY, password: "p" });
              return step.perform(...given);
            },
          },
    );
    await at.run(new FakeLedger(planVerify()), looking);
    expect(seen).toContain('"app.kubernetes.io/component":"copy"');
    expect(seen).toContain("--max-cron-threads=0");
    expect(seen).toContain(`"subPath":"filestore/${COPY}"`);
    expect(seen).not.toContain("erp-database");
    expect(seen).toContain(previous.digest);
    nothingLeft();
  });

  it("does not prove a backup whose ERP fails a check, and says which", async () => {
    at.on.erp.failing.set("sale_order", "no such column");
    const ledger = await verify();
    expect(ledger.ended).toMatchObject({ state: "rolled_back", needsAttention: false });
    expect(ledger.ended?.sentence).toContain("“Confirm an order” failed (no such column)");
    expect(at.on.recovery.proofs).toMatchObject([{ passed: null, unproves: true }]);
    expect(at.on.recovery.proofs[0]?.sentence).toMatch(
      /^Not proven: read back whole, but the ERP did not answer/,
    );
    nothingLeft();
  });

  it("does not prove a backup whose ERP does not start on it", async () => {
    const crash = { reason: "CrashLoopBackOff", detail: "exit 1", logTail: ["no such module"] };
    at.on.cluster.badImages.set(previous.digest, crash);
    const ledger = await verify();
    expect(ledger.ended?.state).toBe("rolled_back");
    expect(at.on.recovery.proofs[0]).toMatchObject({ passed: null, unproves: true });
    expect(at.on.recovery.proofs[0]?.sentence).toContain("the ERP did not start on it");
    expect(at.on.erp.runs).toBe(0);
    nothingLeft();
  });

  it.each([
    ["quarantined", "release 2026.11.1 is quarantined (a leak)"],
    ["no image", "the registry has no image"],
  ])("says that it is not proven where no ERP can be started: %s", async (why, said) => {
    const { verification } = at.on.recovery;
    if (why === "no image") at.on.registry.missing.add(previous.digest);
    else if (verification !== null)
      at.on.recovery.verification = { ...verification, erp: { release: null, obstacle: said } };
    const ledger = await verify();
    expect(ledger.ended?.state).toBe("succeeded");
    expect(ledger.ended?.sentence).toMatch(/^Read back whole in 12 s, but not proven: /);
    expect(ledger.ended?.sentence).toContain(said);
    expect(at.on.recovery.proofs).toMatchObject([{ passed: null }]);
    expect(at.on.recovery.proofs[0]?.unproves).toBeUndefined();
    expect(at.on.erp.runs).toBe(0);
    nothingLeft();
  });

  it.each(["verification_failed", "repository_damaged", "snapshot_missing"])(
    "disproves the backup when the toolbox says %s",
    async (name) => {
      const checks = [{ name: "row_counts", ok: false, detail: "41 of 42" }];
      at.fails(name, "41 sale orders instead of 42.", { checks });
      const ledger = await verify();
      expect(ledger.ended).toMatchObject({ state: "rolled_back", needsAttention: false });
      expect(ledger.ended?.sentence).toContain("Not proven: 41 sale orders instead of 42");
      expect(at.on.recovery.proofs).toMatchObject([{ passed: false, result: { checks: [{ ok: false }] } }]);
      expect(at.on.recovery.proofs[0]?.sentence).toMatch(/^Disproved: /);
      nothingLeft();
    },
  );

  it.each(["not_enough_disk", "repository_unreachable", "wrong_repository_key"])(
    "says nothing about the backup when the reading fails with %s",
    async (name) => {
      at.fails(name, "It cannot be read now.");
      const ledger = await verify();
      expect(ledger.ended?.state).toBe("rolled_back");
      expect(at.on.recovery.proofs).toMatchObject([{ passed: null }]);
      expect(at.on.recovery.proofs[0]?.sentence).toMatch(/^Could not be read: It cannot be read now/);
      nothingLeft();
    },
  );

  it("says nothing about the backup when the Job left no report, and removes its copy all the same", async () => {
    at.data?.silent.add("verify");
    const ledger = await verify();
    expect(ledger.ended?.sentence).toContain("without a report");
    expect(at.on.recovery.proofs).toEqual([]);
    expect(at.data?.deeds).toEqual(["verify", "drop-again"]);
    nothingLeft();
  });

  it("needs a person where the copy cannot be removed", async () => {
    at.data?.faults.set("drop", { message: "It is in use." }).set("drop-again", { message: "It is in use." });
    const ledger = await verify();
    expect(ledger.ended).toMatchObject({ state: "failed", needsAttention: true });
    expect(at.data?.beside).toEqual([COPY]);
    expect(at.keys()).toEqual([]);
  });

  it("is refused without a place for backups, before any Job", async () => {
    at.on.recovery.store = null;
    const ledger = await verify();
    expect(ledger.ended).toMatchObject({ state: "failed", touched: false });
    expect(ledger.ended?.sentence).toContain("no place for backups");
    expect(at.on.created("Job")).toEqual([]);
  });

  it("of a plan from before makes no copy that nobody would remove, and does not call it proven", async () => {
    const old = planVerify()
      .filter(({ name }) => ["gates", "preflight", "read_back", "record_proof"].includes(name))
      .map(({ parameters: _parameters, ...step }) => step);
    const ledger = await verify(new FakeLedger(old));
    expect(ledger.ended?.sentence).toContain("but not proven: it was begun by an earlier Holdfast");
    expect(at.data?.deeds).toEqual(["verify"]);
    nothingLeft();
  });
});

it("what the plan says of touching the world is what the steps say of themselves", () => {
  const forward = new Set(planVerify().flatMap(({ name, phase }) => (phase === "forward" ? [name] : [])));
  for (const { name, touches } of VERIFY_STEP_LIST)
    expect(verifyStepTouches(name), name).toBe(touches && [...forward].some((one) => one === name));
});

/** Contacts a verification has with the world in one run: cluster, ERP, its own records. */
const CONTACTS = 60;

it("a worker killed at any contact leaves one proof and nothing else", async () => {
  let deaths = 0;
  for (let contact = 0; contact < CONTACTS; contact += 1) {
    for (const dying of ["before", "after"] as const) {
      await begin();
      const ledger = new FakeLedger(planVerify());
      const mortal = new Mortal(contact, dying);
      const through = mortal.ledger(ledger);
      const wrap: NonNullable<Parameters<typeof at.run>[2]>["wrap"] = (effects) =>
        mortalEffects(effects, mortal);
      await at.run(ledger, at.steps, { through, wrap }).catch(() => undefined);
      if (mortal.dead) deaths += 1;
      ledger.lapse();
      await at.run(ledger);
      const where = `killed ${dying} contact ${contact}: ${ledger.ended?.sentence}`;
      expect([ledger.ended?.state, at.on.recovery.proofs.length], where).toEqual(["succeeded", 1]);
      expect(at.data?.deeds, where).toEqual(["verify", "drop"]);
      nothingLeft();
    }
  }
  expect(deaths).toBeGreaterThan(CONTACTS);
}, 60_000);
