import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { planned } from "@/lib/testing/engine-world";
import { FakeLedger } from "@/lib/testing/fake-ledger";
import { systemClock } from "./clock";
import { startHeartbeat } from "./heartbeat";

const LEASE_MS = 9_000;
const lease = { operationId: "operation", workerId: "worker", fence: 1 };

let now: number;
let asked: number;
let lost: number;
let answer: () => Promise<boolean>;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  now = 0;
  asked = 0;
  lost = 0;
  answer = async () => true;
});
afterEach(() => vi.useRealTimers());

function start() {
  const ledger = new FakeLedger(planned(["a"], []));
  ledger.heartbeat = () => {
    asked += 1;
    return answer();
  };
  const clock = { ...systemClock, monotonicMs: () => now };
  const onLost = () => {
    lost += 1;
  };
  return startHeartbeat({ ledger, lease, leaseMs: LEASE_MS, clock, onLost });
}
const pass = async (ms: number) => {
  now += ms;
  await vi.advanceTimersByTimeAsync(ms);
};

describe("a heartbeat", () => {
  it("keeps the lease while every third of it is answered", async () => {
    const heartbeat = start();
    for (let beat = 0; beat < 9; beat += 1) await pass(3_000);
    expect({ asked, lost, fresh: heartbeat.fresh() }).toEqual({ asked: 9, lost: 0, fresh: true });
    heartbeat.stop();
  });

  it("loses a lease that lapsed while the process stood still without asking, though it would be renewed", async () => {
    start();
    now += LEASE_MS;
    await vi.advanceTimersByTimeAsync(3_000);
    expect({ asked, lost }).toEqual({ asked: 0, lost: 1 });
  });

  it("loses the lease when the answer itself came after it had lapsed", async () => {
    answer = async () => {
      now += LEASE_MS;
      return true;
    };
    start();
    await pass(3_000);
    expect({ asked, lost }).toEqual({ asked: 1, lost: 1 });
  });

  it("does not come back to life by an answer that was under way when it was lost", async () => {
    let reply = (_renewed: boolean): void => undefined;
    answer = () =>
      new Promise((resolve) => {
        reply = resolve;
      });
    const heartbeat = start();
    await pass(3_000);
    now = 9_000;
    expect(heartbeat.fresh()).toBe(false);
    reply(true);
    await pass(0);
    expect({ lost, fresh: heartbeat.fresh() }).toEqual({ lost: 1, fresh: false });
  });

  it("outlives a ledger that cannot be reached for less than a lease, and no longer", async () => {
    answer = async () => {
      throw new Error("ECONNREFUSED");
    };
    start();
    await pass(3_000);
    await pass(3_000);
    expect({ asked, lost }).toEqual({ asked: 2, lost: 0 });
    await pass(3_000);
    expect({ asked, lost }).toEqual({ asked: 2, lost: 1 });
  });
});
