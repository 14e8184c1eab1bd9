import { beforeEach, describe, expect, it } from "vitest";
import { NAMES } from "@/lib/domain/manifest/spec";
import { RefusedFailure, TransientFailure } from "@/lib/ports/failure";
import { breaking, dyingIn, faultsOf, healing, killedAfter, replaced } from "@/lib/testing/restore-faults";
import { RestoreHarness } from "@/lib/testing/restore-harness";
import { RESTORE_STEP_LIST } from "./steps";

const KEPT = "nw_before_3f9a1c2b";
let at: RestoreHarness;
let before: string[];
async function begin(): Promise<void> {
  at = await RestoreHarness.begin();
  before = at.on.standing();
}
beforeEach(begin);

const FAULTS = faultsOf(() => at);

const isBack = (label: string, exchanged: boolean) => {
  expect(at.data.living, label).toBe("before");
  expect(at.isShut(), label).toBe(false);
  expect(at.on.standing(), label).toEqual(before);
  expect(at.keys(), label).toEqual([]);
  const jobs = at.jobs();
  expect(new Set(jobs).size, `${label}: ${jobs.join(" ")}`).toBe(jobs.length);
  expect(new Set(at.data.deeds).size, label).toBe(at.data.deeds.length);
  expect(at.data.deeds.includes("swap-back"), label).toBe(exchanged || jobs.includes("swap"));
  expect(at.data.podsAtExchange, label).toEqual(exchanged ? [0, 0] : []);
  expect(at.data.beside, label).toEqual([]);
};

describe("a restore that goes well", () => {
  it("exchanges the data once behind the closed door, and keeps what lived", async () => {
    const ledger = await at.run();
    expect(ledger.ended).toMatchObject({ state: "succeeded", needsAttention: false });
    expect(at.data.deeds).toEqual(["backup", "restore", "swap"]);
    expect([at.data.living, at.data.beside, at.data.podsAtExchange]).toEqual([
      "from the backup",
      [KEPT],
      [0],
    ]);
    expect(at.on.standing()).toEqual(before);
    expect(at.keys()).toEqual([]);
    expect(at.on.recovery.finished).toMatchObject([{ state: "good" }]);
    expect(at.on.bugs).toEqual([]);
  });

  it("lets nobody in before the figures have been held against the backup", async () => {
    const seen: boolean[] = [];
    const steps = replaced("reconcile", (step) => (effects, ctx) => {
      seen.push(at.isShut());
      return step.perform(effects, ctx);
    });
    const ledger = await at.run(at.newLedger(), steps);
    expect(seen).toEqual([true]);
    expect(ledger.steps.find(({ name }) => name === "reconcile")?.result).toMatchObject({ flagged: 0 });
    expect(at.isShut()).toBe(false);
  });

  it.each([
    [{ orders: "42" }, { record: "figures", met: 1, flagged: 0 }],
    [
      { orders: "42", debit: "123456.78" },
      { record: "figures", flagged: 1 },
    ],
    [null, { record: "rows", met: 1, flagged: 0 }],
  ])("holds what came back against what the backup recorded: %j", async (recorded, found) => {
    at.data.recorded = recorded;
    const ledger = await at.run();
    expect(ledger.steps.find(({ name }) => name === "reconcile")?.result).toMatchObject(found);
    expect(ledger.ended?.state).toBe("succeeded");
  });

  it.each(
    RESTORE_STEP_LIST.map(({ name }) => name).filter(
      (name) => !/swap_back|_again|restore_[sor]|clear/.test(name),
    ),
  )("survives a worker's death in %s with every deed done once", async (name) => {
    const ledger = at.newLedger();
    await at.run(ledger, dyingIn(name, ledger, RESTORE_STEP_LIST)).catch(() => undefined);
    await at.run(ledger);
    expect(ledger.ended?.state).toBe("succeeded");
    expect(at.data.deeds).toEqual(["backup", "restore", "swap"]);
    expect(at.jobs()).toEqual(["backup", "restore", "swap"]);
    expect(at.on.standing()).toEqual(before);
  });

  it.each(["safety_backup", "restore_beside", "quiesce", "swap", "rollout", "open"])(
    "survives a kill between any two effects of %s",
    async (name) => {
      for (let kill = 1; kill <= 14; kill += 1) {
        await begin();
        const ledger = at.newLedger();
        await at
          .run(ledger, killedAfter({ name, n: kill, at }, ledger, RESTORE_STEP_LIST))
          .catch(() => undefined);
        if (ledger.ended === null) await at.run(ledger);
        expect(ledger.ended?.state, `kill ${kill}`).toBe("succeeded");
        expect(at.jobs(), `kill ${kill}`).toEqual(["backup", "restore", "swap"]);
        expect(at.data.deeds).toEqual(["backup", "restore", "swap"]);
        expect([at.data.living, at.data.beside]).toEqual(["from the backup", [KEPT]]);
        expect(at.on.standing(), `kill ${kill}`).toEqual(before);
        expect(at.keys(), `kill ${kill}`).toEqual([]);
      }
    },
  );
});

describe("a restore that fails", () => {
  it.each(FAULTS)("in %s (exchanged: %s) has the data from before back", async (name, exchanged, breaks) => {
    const ledger = await at.run(at.newLedger(), breaks());
    expect(ledger.stateOf(name)).toBe("failed");
    expect(ledger.ended).toMatchObject({ state: "rolled_back", needsAttention: false });
    expect(ledger.ended?.sentence).toContain(
      name === "restore_beside" ? "nothing was exchanged" : "runs on the data from before",
    );
    isBack(name, exchanged);
  });

  it.each(FAULTS)(
    "in %s (exchanged: %s) survives a death in each step back",
    async (_, exchanged, breaks) => {
      const back = at.newLedger().steps.filter(({ phase }) => phase === "rollback");
      for (const { name } of back) {
        await begin();
        const steps = breaks();
        const ledger = at.newLedger();
        await at.run(ledger, dyingIn(name, ledger, steps)).catch(() => undefined);
        if (ledger.ended === null) await at.run(ledger, steps);
        expect(ledger.ended, name).toMatchObject({ state: "rolled_back" });
        isBack(name, exchanged);
      }
    },
  );

  it.each(FAULTS)(
    "in %s (exchanged: %s) survives a kill in the exchange back",
    async (_, exchanged, breaks) => {
      for (let kill = 1; kill <= 14; kill += 1) {
        await begin();
        const steps = breaks();
        const ledger = at.newLedger();
        await at
          .run(ledger, killedAfter({ name: "swap_back", n: kill, at }, ledger, steps))
          .catch(() => undefined);
        if (ledger.ended === null) await at.run(ledger, steps);
        expect(ledger.ended, `kill ${kill}`).toMatchObject({ state: "rolled_back" });
        isBack(`kill ${kill}`, exchanged);
      }
    },
  );

  it("before the door closed leaves scheduled work running", async () => {
    at.data.faults.set("restore", { message: "The disk is full." });
    await at.run();
    expect(at.on.cluster.changes.filter((change) => / (Deployment|IngressRoute) /.test(change))).toEqual([]);
  });

  it("before the door closed waits for no pod: a broken ERP is as broken as it was", async () => {
    const { digest } = at.on.records.subject.release;
    at.on.cluster.badImages.set(digest, { reason: "ProgressDeadlineExceeded", detail: "", logTail: [] });
    at.data.faults.set("restore", { message: "The disk is full." });
    const ledger = await at.run();
    expect(ledger.stateOf("start_again")).toBe("done");
    expect(ledger.ended).toMatchObject({ state: "rolled_back" });
    expect(at.on.standing()).toEqual(before);
  });

  it("after the door has opened keeps what people wrote, and calls a person", async () => {
    const ledger = await at.run(at.newLedger(), breaking("record", RESTORE_STEP_LIST));
    expect(ledger.ended).toMatchObject({ state: "failed", needsAttention: true });
    expect(ledger.ended?.sentence).toContain("what was written since would be lost");
    expect([at.data.living, at.data.beside]).toEqual(["from the backup", [KEPT]]);
    expect(at.on.standing()).toEqual(before);
  });

  it.each(["filestore_missing", "database_damaged"])(
    "goes on past what stands there when that is beyond a backup (%s), and says so",
    async (name) => {
      at.data.faults.set("backup", { message: "It cannot be read.", name });
      const ledger = await at.run();
      expect(ledger.ended?.state).toBe("succeeded");
      const said = `What stood here could not be backed up first: It cannot be read (${name}).`;
      const found = { backupId: null, unsaved: expect.stringContaining(said) };
      expect(ledger.steps.find((step) => step.name === "safety_backup")?.result).toEqual(found);
      expect(ledger.story.map(({ text }) => text).join(" ")).toContain("an undo brings");
      expect(at.data.beside).toEqual([KEPT]);
    },
  );

  it("ends at once when what stands there may be backed up later", async () => {
    at.data.faults.set("backup", { message: "The repository is locked.", name: "repository_locked" });
    expect((await at.run()).ended).toMatchObject({ state: "failed", touched: false });
    expect(at.on.standing()).toEqual(before);
    expect([at.jobs(), at.data.living]).toEqual([["backup"], "before"]);
  });

  it("waits for no answer of an ERP that is broken, and has it run again on what came back", async () => {
    const { waits } = at.on.cluster;
    const { rollout } = waits;
    const waited: string[] = [];
    waits.rollout = async (namespace, names, options) => {
      waited.push(...names);
      if (at.data.living !== "before" || names.every((name) => name === NAMES.maintenance))
        return rollout(namespace, names, options);
      return { deployment: NAMES.web, reason: "CrashLoopBackOff", detail: "", logTail: [] };
    };
    let asked = 0;
    at.on.erp.activity = async () => {
      asked += 1;
      throw new TransientFailure("No pod is ready.");
    };
    const ledger = await at.run();
    expect([ledger.ended?.state, asked]).toEqual(["succeeded", 1]);
    expect(waited.slice(0, 2)).toEqual([NAMES.maintenance, NAMES.web]);
    expect(at.data.podsAtExchange).toEqual([0]);
    expect(at.on.standing()).toEqual(before);
  });

  const gone = () => {
    at.data.databases.delete("nw");
    at.data.faults.set("backup", { message: "It does not exist.", name: "database_missing" });
  };

  it("brings data back where the database itself is gone, with nothing kept", async () => {
    gone();
    at.on.erp.activity = async () => {
      throw new RefusedFailure('The ERP refuses common.authenticate: database "nw" does not exist');
    };
    const ledger = await at.run();
    expect(ledger.ended).toMatchObject({ state: "succeeded", needsAttention: false });
    expect([at.data.living, at.data.beside, at.isShut()]).toEqual(["from the backup", [], false]);
    const result = (name: string) => ledger.steps.find((step) => step.name === name)?.result;
    expect(result("swap")).toMatchObject({ keptDatabase: null });
    expect(result("reconcile")).toMatchObject({ beforeUnknown: "There was none.", flagged: 0 });
    expect(ledger.story.map(({ text }) => text).join(" ")).toContain("there is no undo to this restore");
    expect(at.on.standing()).toEqual(before);
  });

  it("survives a kill in that exchange, and has a person decide when what came back does not work", async () => {
    for (let kill = 1; kill <= 14; kill += 1) {
      await begin();
      gone();
      const ledger = at.newLedger();
      await at
        .run(ledger, killedAfter({ name: "swap", n: kill, at }, ledger, RESTORE_STEP_LIST))
        .catch(() => undefined);
      if (ledger.ended === null) await at.run(ledger);
      expect([ledger.ended?.state, at.data.living], `kill ${kill}`).toEqual(["succeeded", "from the backup"]);
      expect(
        at.data.deeds.filter((deed) => deed === "swap"),
        `kill ${kill}`,
      ).toHaveLength(1);
    }
    await begin();
    gone();
    at.on.erp.failing.set("invoice", "no journal");
    const ledger = await at.run(
      at.newLedger(),
      healing(() => at),
    );
    expect(ledger.ended).toMatchObject({ state: "failed", needsAttention: true });
    expect(ledger.ended?.sentence).toContain("nothing to put back");
    expect([at.isShut(), at.data.living]).toEqual([true, "from the backup"]);
  });

  it("says what stays when the copy cannot be removed", async () => {
    at.data.faults.set("drop", { message: "Somebody is connected." });
    at.on.erp.failing.set("invoice", "no journal");
    const ledger = await at.run(
      at.newLedger(),
      healing(() => at),
    );
    expect(ledger.ended?.state).toBe("rolled_back");
    expect(ledger.story.map(({ text }) => text).join(" ")).toContain("could not be removed: Somebody");
  });

  it("keeps the door closed when the data from before cannot be put back", async () => {
    at.on.erp.failing.set("invoice", "no journal");
    at.data.faults.set("swap-back", { message: "Somebody is connected." });
    const ledger = await at.run(
      at.newLedger(),
      healing(() => at),
    );
    expect(ledger.ended).toMatchObject({ state: "failed", needsAttention: true });
    expect(ledger.ended?.sentence).toContain("Somebody is connected");
    expect([at.isShut(), at.data.living]).toEqual([true, "from the backup"]);
  });
});
