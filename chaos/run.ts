import { performance } from "node:perf_hooks";
import { Killer } from "./cases/killer";
import { COURSES, type Lane, lane, placeFor } from "./courses";
import { type Case, placesOf, quickPlan, type Row, type Scene, wholePlan } from "./plan";
import { arrive, begin, prepare } from "./play";
import type { Snapshot } from "./snapshot";
import { type Chaos, type Controls, makeChaos, raise, raze } from "./world";

type Result = { name: string; passed: boolean; seconds: number; note: string };
type Options = { seed: number; only: string; quick: boolean };

/**
 * Runs every case, those whose name contains a word of `only` (commas between), or the short plan, and prints one table.
 * @returns 0 when all of them passed, 1 otherwise
 */
export async function runChaos(controls: Controls, { seed, only, quick }: Options): Promise<number> {
  const began = performance.now();
  const words = only.split(",");
  const rows = (quick ? quickPlan() : wholePlan(seed))
    .map((row) => ({
      ...row,
      cases: row.cases.filter(({ name }) => words.some((word) => name.includes(word))),
    }))
    .filter(({ cases }) => cases.length > 0);
  if (rows.length === 0) throw new Error(`No case has “${only}” in its name.`);
  if (!quick) controls.say(`Seed ${seed}. The same random kills again: npm run test:chaos -- --seed ${seed}`);
  const cases = rows.flatMap((row) => row.cases);
  const undisturbed = lanesOfBaselines(cases);
  const chaos = await makeChaos(controls, [...undisturbed.map(placeFor), ...cases.flatMap(placesOf)]);
  const results: Result[] = [];
  try {
    const baselines = await runUndisturbed(chaos, undisturbed);
    for (const row of rows) results.push(...(await runRow(chaos, row, baselines)));
  } finally {
    await chaos.workers.keep(0);
    await chaos.proxy.close();
    await chaos.breakpoints.close();
    await chaos.runtime.close();
  }
  return summarise(controls, results, (performance.now() - began) / 1_000);
}

function lanesOfBaselines(cases: readonly Case[]): readonly Lane[] {
  const wanted = new Set(cases.flatMap(({ lanes }) => lanes.map(({ course }) => course.key)));
  return COURSES.filter(({ key }) => wanted.has(key)).map(({ key }) => lane("quiet", key));
}

type Baselines = ReadonlyMap<string, Snapshot>;

/** What each course leaves behind when nothing disturbs it; a course that ends otherwise than it should throws. */
async function runUndisturbed(chaos: Chaos, lanes: readonly Lane[]): Promise<Baselines> {
  await chaos.workers.keep(3);
  await raise(
    chaos,
    lanes.map(({ name }) => name),
  );
  const found = await Promise.all(
    lanes.map(async (own) => {
      await prepare(chaos, own);
      return [own.course.key, await arrive(chaos, own, await begin(chaos, own))] as const;
    }),
  );
  await raze(
    chaos,
    lanes.map(({ name }) => name),
  );
  return new Map(found);
}

async function runRow(chaos: Chaos, { workers, cases }: Row, baselines: Baselines): Promise<Result[]> {
  const names = cases.flatMap(placesOf).map(({ name }) => name);
  const began = performance.now();
  await chaos.workers.keep(workers);
  await raise(chaos, names);
  await Promise.all(cases.flatMap(({ lanes }) => lanes.map((own) => prepare(chaos, own))));
  chaos.say(
    `  ${names.length} environments ready after ${((performance.now() - began) / 1_000).toFixed(0)} s`,
  );
  const killer = new Killer(chaos, workers);
  const baselineOf = ({ course }: Lane): Snapshot => {
    const baseline = baselines.get(course.key);
    if (baseline === undefined) throw new Error(`Nothing undisturbed is known of ${course.key}.`);
    return baseline;
  };
  const scene = { chaos, killer, baselineOf };
  let over = false;
  const ends = Promise.all(cases.map((one) => attempt(scene, one))).finally(() => {
    over = true;
  });
  const [results] = await Promise.all([ends, killer.run(() => over)]);
  await chaos.breakpoints.clear();
  await raze(chaos, names);
  return results;
}

async function attempt(scene: Scene, { name, run }: Case): Promise<Result> {
  const began = performance.now();
  const secondsNow = () => (performance.now() - began) / 1_000;
  const { say } = scene.chaos;
  try {
    const note = await run(scene);
    say(`✓ ${name}: ${note}`);
    return { name, passed: true, seconds: secondsNow(), note };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    say(`✗ ${name}: ${text}`);
    return { name, passed: false, seconds: secondsNow(), note: text.split("\n")[0] ?? "" };
  }
}

function summarise({ say }: Controls, results: readonly Result[], wholeSeconds: number): number {
  const width = Math.max(...results.map(({ name }) => name.length));
  say(`\n${"case".padEnd(width)}  result  seconds`);
  for (const { name, passed, seconds, note } of results) {
    const verdict = passed ? "passed" : "FAILED";
    say(`${name.padEnd(width)}  ${verdict}  ${seconds.toFixed(1).padStart(7)}  ${note.slice(0, 100)}`);
  }
  const failed = results.filter(({ passed }) => !passed).length;
  say(`\n${results.length - failed} passed, ${failed} failed, in ${wholeSeconds.toFixed(0)} s`);
  return failed === 0 ? 0 : 1;
}
