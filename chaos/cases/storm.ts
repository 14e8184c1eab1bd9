import { holds, same } from "../check";
import { BEFORE, SLOW } from "../scenario";
import { clusterSnapshot } from "../snapshot";
import { sleep } from "../wait";
import { type Chaos, deploy, ended, placeOf, rowOf } from "../world";

const ROUNDS = 4;
const WORKERS = 3;
const KILLS_FOR_MS = 60_000;
const END_LIMIT_MS = 180_000;

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Deployments over several environments while workers are killed at random: all end, none twice, never two at once. */
export async function storm(chaos: Chaos, names: readonly string[], seed: number): Promise<string> {
  await chaos.workers.keep(WORKERS);
  const generations = await Promise.all(names.map((name) => generationsOf(chaos, name)));
  let over = false;
  const lanes = Promise.all(names.map((name) => lane(chaos, name))).finally(() => {
    over = true;
  });
  lanes.catch(() => undefined);
  const kills = await killAtRandom(chaos, seededRandom(seed), () => over);
  const operations = (await lanes).flat();
  const rows = await Promise.all(operations.map((id) => rowOf(chaos, id)));
  same(
    "how they ended",
    rows.map(({ state }) => state),
    rows.map(() => "succeeded"),
  );
  const resumed = rows.filter(({ fence }) => fence > 1).length;
  holds(resumed >= 3, `Only ${resumed} deployments lost their worker: this proves little.`);
  await endedOnce(chaos, operations);
  for (const [index, name] of names.entries()) {
    const wanted = generations[index]?.map((generation) => generation + ROUNDS);
    same(`generations in ${name}`, await generationsOf(chaos, name), wanted);
    same(`Jobs in ${name}`, (await clusterSnapshot(chaos, placeOf(chaos, name).namespace)).jobs, []);
  }
  await neverTwoAtOnce(chaos, names);
  return `${operations.length} deployments, ${kills} kills, ${resumed} went on elsewhere, seed ${seed}`;
}

async function lane(chaos: Chaos, name: string): Promise<string[]> {
  const done: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const operationId = await deploy(chaos, name, round % 2 === 0 ? SLOW : BEFORE);
    done.push(operationId);
    await ended(chaos, operationId, END_LIMIT_MS);
  }
  return done;
}

async function killAtRandom(chaos: Chaos, random: () => number, over: () => boolean): Promise<number> {
  const end = performance.now() + KILLS_FOR_MS;
  let kills = 0;
  while (!over() && performance.now() < end) {
    await sleep(3_000 + random() * 5_000);
    if (over()) break;
    const pids = chaos.workers.pids();
    const victim = pids[Math.floor(random() * pids.length)];
    if (victim === undefined) continue;
    await chaos.workers.kill(victim);
    await chaos.workers.keep(WORKERS);
    kills += 1;
  }
  return kills;
}

async function generationsOf({ cluster, ...chaos }: Chaos, name: string): Promise<number[]> {
  const { namespace } = placeOf({ cluster, ...chaos }, name);
  const deployments = await cluster.list(`/apis/apps/v1/namespaces/${namespace}/deployments`);
  return deployments
    .sort((a, b) => a.metadata.name.localeCompare(b.metadata.name))
    .map(({ metadata }) => metadata.generation ?? 0);
}

async function endedOnce({ runtime }: Chaos, operations: readonly string[]): Promise<void> {
  const where = { targetKind: "operation", targetId: { in: [...operations] } };
  const rows = await runtime.db.prisma.auditEntry.findMany({ where, select: { targetId: true } });
  same("one audit row per operation", rows.map(({ targetId }) => targetId).sort(), [...operations].sort());
  const smoke = await runtime.db.prisma.smokeRun.count({ where: { operationId: { in: [...operations] } } });
  same("one smoke run per operation", smoke, operations.length);
}

/** By SQL on the intervals in which operations were active, queued included. */
async function neverTwoAtOnce(chaos: Chaos, names: readonly string[]): Promise<void> {
  const ids = names.map((name) => placeOf(chaos, name).id);
  const overlaps = await chaos.runtime.db.prisma.$queryRaw<{ a: string; b: string }[]>`
    SELECT a.id::text AS a, b.id::text AS b FROM operation a JOIN operation b
        ON a.environment_id = b.environment_id AND a.id < b.id
       AND tstzrange(a.created_at, a.finished_at) && tstzrange(b.created_at, b.finished_at)
     WHERE a.environment_id = ANY(${ids}::uuid[])`;
  same("operations that were active at the same time", overlaps, []);
}
