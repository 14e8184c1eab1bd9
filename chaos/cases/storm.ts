import { holds, same } from "../check";
import { deploy, deployTwice } from "../people";
import { FIRST, type ScenarioPlace, TWIN } from "../scenario";
import { clusterSnapshot } from "../snapshot";
import { sleep } from "../wait";
import { type Chaos, ended, limitOperations, placeOf, rowOf } from "../world";

const DEPLOYMENTS = 50;
const ENVIRONMENTS = 20;
const WORKERS = 3;
const AT_ONCE = 6;
const KILLS_FOR_MS = 180_000;
/** A worker dies every 3 to 8 s, and its successor takes a few to come up. */
const LEAST_KILLS = 18;
const END_LIMIT_MS = 420_000;
/** Steps that run the business checks, each once. */
const CHECKING = ["smoke", "canary_smoke", "canary_watch", "widen_watch", "observe"] as const;

/** Every third is production, so that canaries are among them. */
export const STORM: readonly ScenarioPlace[] = Array.from({ length: ENVIRONMENTS }, (_, index) => ({
  name: `storm-${index + 1}`,
  stage: index % 3 === 2 ? "production" : "staging",
  release: FIRST,
}));

const roundsOf = (index: number): number =>
  Math.floor(DEPLOYMENTS / ENVIRONMENTS) + (index < DEPLOYMENTS % ENVIRONMENTS ? 1 : 0);

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

/** Deployments over many environments while workers are killed at random: all end, none twice, never two at once. */
export async function storm(chaos: Chaos, seed: number): Promise<string> {
  await chaos.workers.keep(WORKERS);
  await limitOperations(chaos.runtime, AT_ONCE);
  await countRunning(chaos);
  const names = STORM.map(({ name }) => name);
  const generations = await Promise.all(names.map((name) => generationsOf(chaos, name)));
  const until = performance.now() + KILLS_FOR_MS;
  let over = false;
  const lanes = Promise.all(names.map((name, index) => lane(chaos, name, roundsOf(index), until))).finally(
    () => {
      over = true;
    },
  );
  lanes.catch(() => undefined);
  const kills = await killAtRandom(chaos, seededRandom(seed), { until, over: () => over });
  const done = await lanes;
  const operations = done.flat();
  const rows = await Promise.all(operations.map((id) => rowOf(chaos, id)));
  holds(rows.length >= DEPLOYMENTS, `Only ${rows.length} deployments were made.`);
  same("how they ended", [...new Set(rows.map(({ state }) => state))], ["succeeded"]);
  const resumed = rows.filter(({ fence }) => fence > 2).length;
  holds(kills >= LEAST_KILLS, `Only ${kills} workers were killed: this proves little.`);
  await endedOnce(chaos, operations);
  for (const [index, name] of names.entries()) {
    const wanted = generations[index]?.map((generation) => generation + (done[index]?.length ?? 0));
    same(`generations in ${name}`, await generationsOf(chaos, name), wanted);
    same(`Jobs in ${name}`, (await clusterSnapshot(chaos.cluster, placeOf(chaos, name).namespace)).jobs, []);
  }
  await neverTwoAtOnce(chaos, names);
  const most = await mostAtOnce(chaos);
  holds(most <= AT_ONCE, `${most} operations ran at once; the cluster's limit is ${AT_ONCE}.`);
  holds(
    most === AT_ONCE,
    `At most ${most} operations ran at once: the limit of ${AT_ONCE} was never reached.`,
  );
  return `${operations.length} deployments, ${kills} kills, ${resumed} taken again, at most ${most} at once, seed ${seed}`;
}

/** One deployment after the other while workers are killed, and at least so many; each begins with a race of two. */
async function lane(chaos: Chaos, name: string, rounds: number, until: number): Promise<string[]> {
  const done: string[] = [];
  while (done.length < rounds || performance.now() < until) {
    const release = done.length % 2 === 0 ? TWIN : FIRST;
    const operationId =
      done.length === 0 ? await race(chaos, name, release) : await deploy(chaos, name, release);
    done.push(operationId);
    await ended(chaos, operationId, END_LIMIT_MS);
  }
  return done;
}

async function race(chaos: Chaos, name: string, release: string): Promise<string> {
  const { operationIds, refused } = await deployTwice(chaos, name, release);
  const [operationId] = operationIds;
  same(`starts of two at once in ${name}`, { begun: operationIds.length, refused }, { begun: 1, refused: 1 });
  return operationId ?? "";
}

async function killAtRandom(
  chaos: Chaos,
  random: () => number,
  { until, over }: { until: number; over: () => boolean },
): Promise<number> {
  let kills = 0;
  while (!over() && performance.now() < until) {
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

async function generationsOf(chaos: Chaos, name: string): Promise<number[]> {
  const { namespace } = placeOf(chaos, name);
  const deployments = await chaos.cluster.list(`/apis/apps/v1/namespaces/${namespace}/deployments`);
  return deployments
    .sort((a, b) => a.metadata.name.localeCompare(b.metadata.name))
    .map(({ metadata }) => metadata.generation ?? 0);
}

async function endedOnce({ runtime }: Chaos, operations: readonly string[]): Promise<void> {
  const where = { targetKind: "operation", targetId: { in: [...operations] } };
  const rows = await runtime.db.prisma.auditEntry.findMany({ where, select: { targetId: true } });
  same("one audit row per operation", rows.map(({ targetId }) => targetId).sort(), [...operations].sort());
  const ofThem = { operationId: { in: [...operations] } };
  const checks = await runtime.db.prisma.smokeRun.count({ where: ofThem });
  const steps = await runtime.db.prisma.operationStep.count({
    where: { ...ofThem, name: { in: [...CHECKING] }, state: "done" },
  });
  same("one run of the business checks per step that asks for it", checks, steps);
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

/** From now on each operation that begins to run notes down how many run on its cluster, itself included. */
async function countRunning({ runtime }: Chaos): Promise<void> {
  const { prisma } = runtime.db;
  await prisma.$executeRaw`CREATE TABLE IF NOT EXISTS chaos_running (number integer NOT NULL)`;
  await prisma.$executeRaw`TRUNCATE chaos_running`;
  await prisma.$executeRaw`
    CREATE OR REPLACE FUNCTION chaos_count() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO chaos_running
        SELECT count(*) FROM operation WHERE state = 'running' AND cluster_id = NEW.cluster_id;
      RETURN NULL;
    END $$`;
  await prisma.$executeRaw`
    CREATE OR REPLACE TRIGGER chaos_count AFTER UPDATE ON operation FOR EACH ROW
      WHEN (OLD.state <> 'running' AND NEW.state = 'running') EXECUTE FUNCTION chaos_count()`;
}

async function mostAtOnce({ runtime }: Chaos): Promise<number> {
  const rows = await runtime.db.prisma.$queryRaw<{ most: number }[]>`
    SELECT coalesce(max(number), 0)::int AS most FROM chaos_running`;
  return rows[0]?.most ?? 0;
}
