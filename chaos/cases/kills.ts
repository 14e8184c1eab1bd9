import { holds, same } from "../check";
import type { Lane } from "../courses";
import { MOMENTS } from "../moments";
import { arrive, begin } from "../play";
import type { Snapshot } from "../snapshot";
import { type Chaos, rowOf } from "../world";
import type { Killer } from "./killer";

/** What whoever waits for a deployment may lose to a dead worker. */
const GOES_ON_LIMIT_S = 15;

/** Where the worker dies: at the write that ends the step, or in its middle where it asks the cluster. */
export type Where = "at the end" | "in the middle";

/** `step state` of a snapshot: the steps in which somebody worked. */
export const workedIn = ({ steps }: Snapshot, except?: string): string[] =>
  steps
    .filter((line) => / (done|failed)$/.test(line))
    .map((line) => line.split(" ")[0] ?? "")
    .filter((step) => step !== except);

/** kill -9 of whoever works at the operation, in each of its steps, forward and back, or in those of `only`. */
export async function killInEachStep(
  chaos: Chaos,
  killer: Killer,
  lane: Lane,
  { baseline, where, only }: { baseline: Snapshot; where: Where; only?: readonly string[] },
): Promise<string> {
  const steps = workedIn(baseline, lane.course.abortIn).filter((step) => only?.includes(step) ?? true);
  // Checks that are refused are asked once: held in the middle they would not be refused.
  const inTheMiddle = steps.filter(
    (step) => where === "in the middle" && Object.hasOwn(MOMENTS, step) && step !== lane.course.refusedIn,
  );
  const atTheEnd = steps.filter((step) => !inTheMiddle.includes(step));
  await killer.lieInWait(lane.name, { atTheEnd, inTheMiddle });
  const operationId = await begin(chaos, lane);
  const left = await arrive(chaos, lane, operationId);
  same(`${lane.name} after a kill in each step`, left, baseline);
  same(`the steps of ${lane.name} in which a worker died`, killer.stepsOf(lane.name).sort(), steps.sort());
  const { fence } = await rowOf(chaos, operationId);
  holds(fence > steps.length, `The operation was taken ${fence} times, after ${steps.length} kills.`);
  const seconds = (await killer.standstills(lane.name)).sort((a, b) => a - b);
  const [usual = 0, slowest = 0] = [seconds[Math.floor(seconds.length / 2)], seconds.at(-1)];
  // Whoever takes over may be killed at once for the sake of another lane: that is why the slowest is only told.
  holds(
    usual <= GOES_ON_LIMIT_S,
    `It usually stood still for ${usual.toFixed(1)} s; ${GOES_ON_LIMIT_S} s are allowed.`,
  );
  return `${steps.length} kills, went on after ${usual.toFixed(1)} s, ${slowest.toFixed(1)} s at most`;
}
