import { holds, same } from "../check";
import type { Lane } from "../courses";
import { hold, lift } from "../people";
import { arrive, begin, isParkedIn } from "../play";
import type { Snapshot } from "../snapshot";
import { sleep, until } from "../wait";
import { type Chaos, rowOf } from "../world";

const LIMIT_MS = 60_000;
const STAYS_MS = 5_000;

/** A hold that is placed while the canary is watched stops what would come next, says so, and gives way when lifted. */
export async function holdWhileParked(
  chaos: Chaos,
  { lane, baseline }: { lane: Lane; baseline: Snapshot },
): Promise<string> {
  const operationId = await begin(chaos, lane);
  await until("the canary being watched", LIMIT_MS, () => isParkedIn(chaos, operationId, "canary_watch"));
  const holdId = await hold(chaos, lane.name);
  await until("the wait for the hold", LIMIT_MS, async () => {
    const { state, parkKind } = await rowOf(chaos, operationId);
    return state === "parked" && parkKind === "gate";
  });
  await sleep(STAYS_MS);
  const { state, parkReason } = await rowOf(chaos, operationId);
  same("what the held operation is", state, "parked");
  holds(parkReason.startsWith("Held back."), `It does not say that it is held: “${parkReason}”`);
  const where = { operationId_name: { operationId, name: "widen" } };
  const widen = await chaos.runtime.db.prisma.operationStep.findUniqueOrThrow({ where });
  same("the step that the hold stops", widen.state, "pending");
  await lift(chaos, holdId);
  const lifted = performance.now();
  await until(
    "the operation going on",
    LIMIT_MS,
    async () => (await rowOf(chaos, operationId)).parkKind !== "gate",
  );
  const seconds = (performance.now() - lifted) / 1_000;
  same(`${lane.name} after the hold`, await arrive(chaos, lane, operationId), baseline);
  return `went on ${seconds.toFixed(1)} s after it was lifted`;
}
