import { holds, same } from "../check";
import type { Lane } from "../courses";
import { momentOf } from "../moments";
import { armDuring, arrive, begin, isParkedIn, met } from "../play";
import type { Snapshot } from "../snapshot";
import { sleep, until } from "../wait";
import { type Chaos, placeOf, rowOf, stepIn } from "../world";
import { workedIn } from "./kills";

type Part = { lane: Lane; baseline: Snapshot };

/** Redis loses everything in each step, at the write that ends it, and whenever the operation is parked. */
export async function flushInEachStep(chaos: Chaos, { lane, baseline }: Part): Promise<string> {
  const { id } = placeOf(chaos, lane.name);
  const steps = workedIn(baseline, lane.course.abortIn);
  await chaos.breakpoints.set(id, steps);
  const operationId = await begin(chaos, lane);
  let over = false;
  const flushed = flushWhenCaught(chaos, id, () => over);
  const parks = flushWhenParked(chaos, operationId, () => over);
  for (const one of [flushed, parks]) one.catch(() => undefined);
  try {
    const left = await arrive(chaos, lane, operationId);
    over = true;
    same(`${lane.name} after every FLUSHALL`, left, baseline);
    same("the steps in which Redis was emptied", (await flushed).sort(), steps.sort());
    return `${steps.length} times in a step, ${await parks} times while parked`;
  } finally {
    over = true;
    await Promise.allSettled([flushed, parks]);
  }
}

async function flushWhenCaught(chaos: Chaos, environmentId: string, over: () => boolean): Promise<string[]> {
  const steps: string[] = [];
  while (!over()) {
    for (const caught of await chaos.breakpoints.caught()) {
      if (caught.environmentId !== environmentId) continue;
      await chaos.flushRedis();
      await chaos.breakpoints.release(caught);
      steps.push(caught.step);
    }
    await sleep(50);
  }
  return steps;
}

/** Once per step it is parked in: a bell that was to ring later is lost with the rest. */
async function flushWhenParked(chaos: Chaos, operationId: string, over: () => boolean): Promise<number> {
  const steps = new Set<string>();
  while (!over()) {
    const { environmentId } = await rowOf(chaos, operationId);
    const step = await stepIn(chaos, environmentId);
    if (step !== null && !steps.has(step) && (await isParkedIn(chaos, operationId, step))) {
      await chaos.flushRedis();
      steps.add(step);
    }
    await sleep(100);
  }
  return steps.size;
}

/** Each operation is caught in the middle of its step; then PostgreSQL is restarted under all of them. */
export async function restartUnder(
  chaos: Chaos,
  parts: readonly (Part & { step: string })[],
): Promise<string> {
  const armed = parts.map(({ lane, step }) =>
    armDuring(chaos, lane.name, { ...momentOf(step), step, times: 1 }),
  );
  try {
    const operations = await Promise.all(parts.map(({ lane }) => begin(chaos, lane)));
    await Promise.all(armed.map((one, index) => met(`a request of ${parts[index]?.step}`, one)));
    await chaos.restartDatabase();
    for (const one of armed) one.release();
    for (const [index, { lane, baseline }] of parts.entries()) {
      const left = await arrive(chaos, lane, operations[index] ?? "");
      same(`${lane.name} after the restart`, left, baseline);
    }
    return `under ${parts.map(({ step }) => step).join(", ")}`;
  } finally {
    for (const one of armed) one.release();
  }
}

/** Lanes that are caught within this time share a restart. */
const GATHER_MS = 1_500;
const ALL_STEPS_LIMIT_MS = 600_000;

/** PostgreSQL restarts under the write that ends a step, for each step of all of them: what was to be written is lost. */
export async function restartInEachStep(chaos: Chaos, parts: readonly Part[]): Promise<string> {
  const wanted = new Set<string>();
  const operations: string[] = [];
  for (const { lane, baseline } of parts) {
    const { id } = placeOf(chaos, lane.name);
    const steps = workedIn(baseline);
    for (const step of steps) wanted.add(`${id} ${step}`);
    await chaos.breakpoints.set(id, steps);
    operations.push(await begin(chaos, lane));
  }
  const lost = new Set<string>();
  let restarts = 0;
  await until("a restart in every step", ALL_STEPS_LIMIT_MS, async () => {
    if ((await chaos.breakpoints.caught()).length === 0) return lost.size >= wanted.size ? true : null;
    await sleep(GATHER_MS);
    const caught = await chaos.breakpoints.caught();
    await chaos.restartDatabase();
    restarts += 1;
    for (const one of caught) {
      lost.add(`${one.environmentId} ${one.step}`);
      await chaos.breakpoints.release(one);
    }
    return null;
  });
  same("the steps in which PostgreSQL was restarted", [...lost].sort(), [...wanted].sort());
  for (const [index, { lane, baseline }] of parts.entries())
    same(`${lane.name} after the restarts`, await arrive(chaos, lane, operations[index] ?? ""), baseline);
  return `${restarts} restarts under ${lost.size} steps of ${parts.length} deployments`;
}

/** No worker lives while the operation is queued and Redis loses everything: the row is enough. */
export async function flushWhileQueued(chaos: Chaos, { lane, baseline }: Part): Promise<string> {
  await chaos.workers.keep(0);
  const operationId = await begin(chaos, lane);
  await chaos.flushRedis();
  const { state, fence } = await rowOf(chaos, operationId);
  holds(state === "queued" && fence === 0, `The operation should still wait; it is ${state}.`);
  await chaos.workers.keep(2);
  same(`${lane.name} after FLUSHALL`, await arrive(chaos, lane, operationId), baseline);
  return "found by the sweep";
}
