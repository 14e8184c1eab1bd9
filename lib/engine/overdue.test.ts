import { describe, expect, it } from "vitest";
import { argumentsFor, creating, noWait, planned, world } from "@/lib/testing/engine-world";
import { FakeLedger } from "@/lib/testing/fake-ledger";
import { LEASE_MS } from "./arguments";
import { beatMs } from "./heartbeat";
import { failOverdue } from "./overdue";
import { GRACE_MS } from "./settle";

function overdueWorld() {
  const ledger = new FakeLedger(planned(["a"], ["back"]));
  const waits: { ms: number; endedBefore: boolean }[] = [];
  const clock = {
    ...noWait,
    sleep: async (ms: number) => void waits.push({ ms, endedBefore: ledger.ended !== null }),
  };
  const args = argumentsFor(ledger, [creating("a"), creating("back")], world(), { clock });
  return { ledger, waits, args };
}

describe("an operation beyond its time limit", () => {
  it("is ended only after its worker had time to hear of it and to leave the step", async () => {
    const { ledger, waits, args } = overdueWorld();
    const taken = await ledger.take("operation", "first");
    await ledger.beginStep(taken?.lease ?? { operationId: "", workerId: "", fence: 0 }, "a");
    ledger.overdue = true;
    expect(await failOverdue(args)).toBe(true);
    expect(waits).toEqual([{ ms: beatMs(LEASE_MS) + GRACE_MS, endedBefore: false }]);
    expect(ledger.ended).toMatchObject({ state: "failed", touched: true, failure: { kind: "timed_out" } });
  });

  it("is ended at once where nothing was under way", async () => {
    const { ledger, waits, args } = overdueWorld();
    ledger.overdue = true;
    expect(await failOverdue(args)).toBe(true);
    expect(waits).toEqual([]);
    expect(ledger.ended).toMatchObject({ state: "failed", touched: false });
  });
});
