import { beforeEach, expect, it } from "vitest";
import { planClear } from "@/lib/domain/recovery/restore-plan";
import { RefusedFailure } from "@/lib/ports/failure";
import { OPERATION } from "@/lib/testing/deploy-harness";
import { FakeLedger } from "@/lib/testing/fake-ledger";
import { replaced } from "@/lib/testing/restore-faults";
import { RestoreHarness } from "@/lib/testing/restore-harness";
import { RESTORE_STEP_LIST } from "./steps";

let at: RestoreHarness;
let before: string[];
/** A restore has succeeded; what runs next is its undo. */
beforeEach(async () => {
  at = await RestoreHarness.begin();
  before = at.on.standing();
  expect((await at.run()).ended?.state).toBe("succeeded");
  at.undoes();
  at.on.cluster.changes.length = 0;
});

it("an undo lets the data from before live again and keeps what the restore brought", async () => {
  const ledger = await at.run();
  expect(ledger.ended).toMatchObject({ state: "succeeded", needsAttention: false });
  expect(at.jobs()).toEqual(["swap"]);
  expect([at.data.living, at.data.beside]).toEqual(["before", ["nw_before_4b5b6b7b"]]);
  expect(at.on.standing()).toEqual(before);
  expect(at.keys()).toEqual([]);
});

it("an undo that fails its checks is turned round, and can be asked for again", async () => {
  at.on.erp.failing.set("invoice", "no journal");
  const steps = RESTORE_STEP_LIST.map((step): (typeof RESTORE_STEP_LIST)[number] =>
    step.name !== "start_again"
      ? step
      : {
          ...step,
          perform: (effects, ctx) => {
            at.on.erp.failing.clear();
            return step.perform(effects, ctx);
          },
        },
  );
  const ledger = await at.run(at.newLedger(), steps);
  expect(ledger.ended).toMatchObject({ state: "rolled_back" });
  expect(at.jobs()).toEqual(["swap", "swap-back"]);
  expect(at.data.living).toBe("from the backup");
  // Kept again in the restore's own name: a later undo, or the clearing away, finds it.
  const kept = at.data.databases.get("nw_before_3f9a1c2b");
  expect(kept).toMatchObject({ data: "before", purpose: "kept" });
  expect(kept?.operation).toMatch(/3f9a1c2b$/);
  expect(at.on.standing()).toEqual(before);
});

const removeExchange = () => {
  for (const key of at.on.cluster.live.keys())
    if (key.includes("|Job|") && key.endsWith("4b5b6b7b-swap")) at.on.cluster.live.delete(key);
};
const late = () => new RefusedFailure("a person took too long");

it("an undo that fails when the cluster has removed its Job is turned round all the same", async () => {
  const steps = replaced("rollout", () => async () => {
    removeExchange();
    throw late();
  });
  const ledger = await at.run(at.newLedger(), steps);
  expect(ledger.ended).toMatchObject({ state: "rolled_back" });
  expect(at.data.living).toBe("from the backup");
});

it.each([
  ["was exchanged", "The data from before live again."],
  ["was not", "The data from before live."],
])("an undo of which nothing tells any more asks the databases: what %s", async (what, said) => {
  const steps = replaced("swap", (step) => async (effects, ctx) => {
    if (what === "was exchanged") await step.perform(effects, ctx);
    removeExchange();
    throw late();
  });
  const ledger = await at.run(at.newLedger(), steps);
  expect(ledger.ended).toMatchObject({ state: "rolled_back" });
  expect(ledger.steps.find(({ name }) => name === "swap_back")?.sentence).toBe(said);
  expect([at.data.living, at.data.beside]).toEqual(["from the backup", ["nw_before_3f9a1c2b"]]);
  expect([at.isShut(), at.on.standing()]).toEqual([false, before]);
});

it("an undo that broke off before the pods were gone touches none of them", async () => {
  const steps = replaced("quiesce", () => async () => Promise.reject(late()));
  const ledger = await at.run(at.newLedger(), steps);
  expect(ledger.ended).toMatchObject({ state: "rolled_back" });
  expect([at.jobs(), at.data.living]).toEqual([[], "from the backup"]);
});

it("what a restore left is removed without what lived before it, where that still stands; its time over, with it", async () => {
  const clearing = (copiesOnly: boolean) => at.run(new FakeLedger(planClear([OPERATION], { copiesOnly })));
  const refused = await clearing(true);
  expect(refused.ended).toMatchObject({ state: "failed" });
  expect(refused.ended?.sentence).toContain("nw_before_3f9a1c2b");
  expect(at.data.beside).toEqual(["nw_before_3f9a1c2b"]);
  at.data.forget("drop");
  for (const key of at.on.cluster.live.keys()) if (key.includes("|Job|")) at.on.cluster.live.delete(key);
  expect((await clearing(false)).ended?.state).toBe("succeeded");
  expect([at.data.living, at.data.beside]).toEqual(["from the backup", []]);
});

it("an undo whose exchange is refused leaves what lives, and opens the door", async () => {
  at.data.faults.set("swap", { message: "Somebody is connected.", name: "database_in_use" });
  const ledger = at.newLedger();
  await at.run(ledger);
  expect(ledger.ended?.state).toBe("rolled_back");
  expect([at.data.living, at.data.beside]).toEqual(["from the backup", ["nw_before_3f9a1c2b"]]);
  expect([at.isShut(), at.on.standing()]).toEqual([false, before]);
});
