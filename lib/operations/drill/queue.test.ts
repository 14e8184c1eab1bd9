import { expect, it } from "vitest";
import { DrillHarness } from "@/lib/testing/drill-harness";

async function queueLost() {
  const at = await DrillHarness.begin();
  at.wish = { ...at.wish, queueLost: true };
  return { at, ledger: at.newLedger() };
}

it("goes on by what stands in the database when the queue is lost under it, and says how late", async () => {
  const { at, ledger } = await queueLost();
  await at.run(ledger);
  expect([ledger.state, at.on.queue.lost, at.subject.rtoSeconds]).toEqual(["parked", [10_000], null]);
  at.now += 20_000;
  await at.run(ledger);
  expect(ledger.ended).toMatchObject({ state: "succeeded" });
  expect(at.on.queue.lost).toEqual([10_000]);
  expect(at.subject.checks.at(-1)).toMatchObject({ name: "queue", ok: true });
  expect(at.subject.checks.at(-1)?.detail).toMatch(/^three jobs thrown away; .* by itself, \d+ s late$/);
  expect([at.inside(), at.data.beside]).toEqual([[], []]);
});

it("fails when nothing rang for more than a minute after the queue was lost", async () => {
  const { at, ledger } = await queueLost();
  await at.run(ledger);
  at.now += 120_000;
  await at.run(ledger);
  expect(ledger.ended?.state).not.toBe("succeeded");
  expect(ledger.ended?.sentence).toContain("without the queue");
  expect([at.inside(), at.data.beside]).toEqual([[], []]);
});
