import { expect, it } from "vitest";
import { DrillHarness } from "@/lib/testing/drill-harness";
import { Mortal } from "@/lib/testing/engine-world";
import { mortalEffects } from "@/lib/testing/mortal-effects";

/** Contacts a drill has with the world in one run: cluster, ERP, its own records. */
const CONTACTS = 70;

async function killedAt(contact: number, dying: "before" | "after") {
  const at = await DrillHarness.begin();
  const living = at.on.standing();
  const ledger = at.newLedger();
  const mortal = new Mortal(contact, dying);
  const through = mortal.ledger(ledger);
  await at.run(ledger, { through, wrap: (effects) => mortalEffects(effects, mortal) }).catch(() => undefined);
  ledger.lapse();
  await at.run(ledger);
  return { at, ledger, living, died: mortal.dead };
}

it("a worker killed at any contact leaves a drill that ends as it would have, once", async () => {
  let deaths = 0;
  for (let contact = 0; contact < CONTACTS; contact += 1) {
    for (const dying of ["before", "after"] as const) {
      const { at, ledger, living, died } = await killedAt(contact, dying);
      if (died) deaths += 1;
      const where = `killed ${dying} contact ${contact}: ${ledger.ended?.sentence}`;
      expect([ledger.ended?.state, at.subject.tornDown], where).toEqual(["succeeded", true]);
      expect(at.data.deeds, where).toEqual(["restore", "measure", "drop"]);
      expect([at.inside(), at.data.beside, at.data.living], where).toEqual([[], [], "before"]);
      expect(at.on.standing(), where).toEqual(living);
    }
  }
  expect(deaths).toBeGreaterThan(CONTACTS);
}, 60_000);
