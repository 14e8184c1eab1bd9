import { expect, it } from "vitest";
import { planScratchRemoval } from "@/lib/domain/scratch/plan";
import { Mortal } from "@/lib/testing/engine-world";
import { FakeLedger } from "@/lib/testing/fake-ledger";
import { mortalEffects } from "@/lib/testing/mortal-effects";
import { ScratchHarness } from "@/lib/testing/scratch-harness";

/** Contacts that making a copy, and removing it, have with the world in one run. */
const MAKING = 80;
const REMOVING = 20;

it("a worker killed at any contact leaves a copy that stands as it would have, made once", async () => {
  let deaths = 0;
  for (let contact = 0; contact < MAKING; contact += 1) {
    for (const dying of ["before", "after"] as const) {
      const at = await ScratchHarness.begin();
      const living = at.on.standing();
      const ledger = at.newLedger();
      const mortal = new Mortal(contact, dying);
      const through = mortal.ledger(ledger);
      const wrap = (effects: Parameters<typeof mortalEffects>[0]) => mortalEffects(effects, mortal);
      await at.run(ledger, { through, wrap }).catch(() => undefined);
      ledger.lapse();
      await at.run(ledger);
      if (mortal.dead) deaths += 1;
      const where = `killed ${dying} contact ${contact}: ${ledger.ended?.sentence}`;
      expect(ledger.ended?.state, where).toBe("succeeded");
      expect(at.data.deeds, where).toEqual(["restore", "neutralize", "ready"]);
      await at.remove();
      expect([at.inside(), at.data.beside, at.data.living], where).toEqual([[], [], "before"]);
      expect(at.on.standing(), where).toEqual(living);
    }
  }
  expect(deaths).toBeGreaterThan(MAKING);
}, 90_000);

it("a worker killed at any contact of the removal leaves nothing", async () => {
  let deaths = 0;
  for (let contact = 0; contact < REMOVING; contact += 1) {
    for (const dying of ["before", "after"] as const) {
      const at = await ScratchHarness.begin();
      const living = at.on.standing();
      await at.run();
      const ledger = new FakeLedger(planScratchRemoval());
      const mortal = new Mortal(contact, dying);
      const through = mortal.ledger(ledger);
      const wrap = (effects: Parameters<typeof mortalEffects>[0]) => mortalEffects(effects, mortal);
      await at.remove(ledger, { through, wrap }).catch(() => undefined);
      ledger.lapse();
      await at.remove(ledger);
      if (mortal.dead) deaths += 1;
      const where = `killed ${dying} contact ${contact}: ${ledger.ended?.sentence}`;
      expect(ledger.ended?.state, where).toBe("succeeded");
      expect([at.inside(), at.data.beside, at.on.standing()], where).toEqual([[], [], living]);
    }
  }
  expect(deaths).toBeGreaterThan(REMOVING);
}, 60_000);
