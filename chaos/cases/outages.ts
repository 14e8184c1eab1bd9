import { holds, same } from "../check";
import { MIGRATING } from "../scenario";
import { type Snapshot, snapshotOf } from "../snapshot";
import { until } from "../wait";
import { type Chaos, deploy, ended, rowOf } from "../world";
import { armDuring } from "./kills";

const REACH_LIMIT_MS = 60_000;
const END_LIMIT_MS = 120_000;
const ROLLOUT = {
  step: "rollout",
  method: /PATCH/,
  path: /\/deployments\/web\?/,
  fault: { kind: "hold_answer" },
} as const;

/** Holds the rollout, breaks something, lets go: the operation ends as if nothing had been. */
export async function breakDuringRollout(
  chaos: Chaos,
  name: string,
  baseline: Snapshot,
  breakIt: () => Promise<void>,
): Promise<string> {
  await chaos.workers.keep(2);
  const armed = armDuring(chaos, name, ROLLOUT);
  try {
    const operationId = await deploy(chaos, name, MIGRATING);
    await until("the rollout's request", REACH_LIMIT_MS, async () => armed.met() > 0);
    await breakIt();
    armed.release();
    await ended(chaos, operationId, END_LIMIT_MS);
    same(`${name} after the outage`, await snapshotOf(chaos, name, operationId), baseline);
    return `taken ${(await rowOf(chaos, operationId)).fence} times`;
  } finally {
    armed.release();
  }
}

/** No worker lives while the operation is queued and Redis loses everything: the row is enough. */
export async function flushWhileQueued(chaos: Chaos, name: string, baseline: Snapshot): Promise<string> {
  await chaos.workers.keep(0);
  const operationId = await deploy(chaos, name, MIGRATING);
  await chaos.flushRedis();
  const { state, fence } = await rowOf(chaos, operationId);
  holds(state === "queued" && fence === 0, `The operation should still wait; it is ${state}.`);
  await chaos.workers.keep(2);
  await ended(chaos, operationId, END_LIMIT_MS);
  same(`${name} after FLUSHALL`, await snapshotOf(chaos, name, operationId), baseline);
  return "found by the sweep";
}
