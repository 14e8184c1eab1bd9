import { holds, same } from "../check";
import type { Lane } from "../courses";
import { breakStore, dataSnapshot, mendStore, storeIsInUse } from "../data";
import { begin } from "../play";
import { clusterSnapshot } from "../snapshot";
import { until } from "../wait";
import { type Chaos, ended, placeOf, rowOf, stepIn } from "../world";

const REACH_LIMIT_MS = 120_000;
const END_LIMIT_MS = 240_000;

export type StoreCase = {
  lane: Lane;
  /** The step under way when the storage is gone. */
  step: string;
  /** How the operation then ends. */
  ends: "failed" | "rolled_back";
};

/**
 * The storage of the backups is gone while it is read or written: the operation ends as failed and says why, nothing of
 * the environment has changed, and once the storage is back the same succeeds.
 */
export async function storeGone(chaos: Chaos, { lane, step, ends }: StoreCase): Promise<string> {
  const { name, course } = lane;
  const before = await untouchable(chaos, lane);
  try {
    const operationId = await begin(chaos, lane);
    const { environmentId } = await rowOf(chaos, operationId);
    await until(`a pod using the backups of ${name} in ${step}`, REACH_LIMIT_MS, async () => {
      return (await stepIn(chaos, environmentId)) === step && storeIsInUse(chaos, name);
    });
    breakStore(chaos, name);
    const broken = performance.now();
    same(`how ${name} ended without its storage`, await ended(chaos, operationId, END_LIMIT_MS), ends);
    const seconds = (performance.now() - broken) / 1_000;
    const { sentence } = await rowOf(chaos, operationId);
    holds(/repository|storage/i.test(sentence), `It does not say what was missing: “${sentence}”`);
    mendStore(chaos, name);
    same(`${name} after its storage was gone`, await untouchable(chaos, lane), before);
    const again = await begin(chaos, lane);
    same(`${name} with its storage back`, await ended(chaos, again, END_LIMIT_MS), course.ends);
    return `${ends} ${seconds.toFixed(0)} s after it was gone; then ${course.ends}`;
  } finally {
    mendStore(chaos, name);
  }
}

/** What lives, and what people reach: none of it is a matter of backups. */
async function untouchable(chaos: Chaos, { name, course }: Lane) {
  const { databases, filestores } = await dataSnapshot(chaos, name, course);
  const { deployments, entrance, others } = await clusterSnapshot(
    chaos.cluster,
    placeOf(chaos, name).namespace,
  );
  const stands = deployments.map((line) => line.replace(/generation \d+ revision \S+/, ""));
  return { databases, filestores, deployments: stands, entrance, others };
}
