import { performance } from "node:perf_hooks";
import { API_FAULTS, cutWatches, faultDuringRollout } from "./cases/faults";
import { killDuring, killDuringRender, MOMENTS, undisturbed } from "./cases/kills";
import { breakDuringRollout, flushWhileQueued } from "./cases/outages";
import { freeze, freezeInTransaction, twoWorkers } from "./cases/owners";
import { storm } from "./cases/storm";
import { FAULTY, MIGRATING } from "./scenario";
import type { Snapshot } from "./snapshot";
import { type Chaos, type Controls, makeChaos } from "./world";

type Baselines = { forward: Snapshot; back: Snapshot };
type Case = {
  name: string;
  environments: readonly string[];
  run(chaos: Chaos, baselines: Baselines): Promise<string>;
};
type Result = { name: string; passed: boolean; seconds: number; note: string };

const one = (
  name: string,
  run: (chaos: Chaos, place: string, baselines: Baselines) => Promise<string>,
): Case => {
  const place = name.replaceAll(/[^a-z0-9]+/g, "-");
  return { name, environments: [place], run: (chaos, baselines) => run(chaos, place, baselines) };
};

const STORM = ["storm-1", "storm-2", "storm-3", "storm-4", "storm-5"];
const BASELINES = ["undisturbed", "undisturbed-back"] as const;

/** Rows of cases: those of one row run at the same time, since each has an environment of its own. */
const plan = (seed: number): readonly (readonly Case[])[] => [
  ...MOMENTS.map((moment) => [
    one(`kill in ${moment.step}`, (chaos, place, { forward, back }) =>
      killDuring(chaos, place, moment, moment.release === FAULTY ? back : forward),
    ),
  ]),
  [one("kill in render", (chaos, place, { forward }) => killDuringRender(chaos, place, forward))],
  [one("flushall while queued", (chaos, place, { forward }) => flushWhileQueued(chaos, place, forward))],
  [
    one("flushall in rollout", (chaos, place, { forward }) =>
      breakDuringRollout(chaos, place, forward, chaos.flushRedis),
    ),
  ],
  [
    one("postgres restart", (chaos, place, { forward }) =>
      breakDuringRollout(chaos, place, forward, chaos.restartDatabase),
    ),
  ],
  Object.entries(API_FAULTS).map(([name, fault]) =>
    one(`api ${name}`, (chaos, place, { forward }) => faultDuringRollout(chaos, place, forward, fault)),
  ),
  [one("api cuts watches", (chaos, place, { forward }) => cutWatches(chaos, place, forward))],
  [one("two workers", (chaos, place, { forward }) => twoWorkers(chaos, place, forward))],
  ...["rollout", "smoke"].map((step) => [
    one(`frozen in ${step}`, (chaos, place, { forward }) => freeze(chaos, place, forward, step)),
  ]),
  [one("frozen in transaction", (chaos, place, { forward }) => freezeInTransaction(chaos, place, forward))],
  [{ name: "storm", environments: STORM, run: (chaos) => storm(chaos, STORM, seed) }],
];

/**
 * Runs every case, or those whose name contains `only`, and prints one table.
 * @returns 0 when all of them passed, 1 otherwise
 */
export async function runChaos(controls: Controls, options: { seed: number; only: string }): Promise<number> {
  const rows = plan(options.seed)
    .map((row) => row.filter(({ name }) => name.includes(options.only)))
    .filter((row) => row.length > 0);
  const names = rows.flat().flatMap(({ environments }) => environments);
  if (names.length === 0) throw new Error(`No case has “${options.only}” in its name.`);
  controls.say(
    `Seed ${options.seed}. The same random kills again: npm run test:chaos -- --seed ${options.seed}`,
  );
  const chaos = await makeChaos(controls, [...BASELINES, ...names]);
  const results: Result[] = [];
  try {
    const forward = await undisturbed(chaos, BASELINES[0], MIGRATING);
    const back = await undisturbed(chaos, BASELINES[1], FAULTY);
    assertUsable({ forward, back });
    for (const row of rows) {
      await chaos.workers.keep(2);
      results.push(...(await Promise.all(row.map((each) => attempt(chaos, each, { forward, back })))));
    }
  } finally {
    await chaos.workers.keep(0);
    await chaos.proxy.close();
    await chaos.runtime.close();
  }
  return summarise(controls, results);
}

/** Comparing with an undisturbed run proves nothing when that run itself went wrong. */
function assertUsable({ forward, back }: Baselines): void {
  if (!forward.operation.startsWith("succeeded") || forward.jobPods !== 1)
    throw new Error(`The undisturbed deployment did not go as it should: ${JSON.stringify(forward)}`);
  if (!back.operation.startsWith("rolled_back"))
    throw new Error(`The undisturbed way back did not go as it should: ${JSON.stringify(back)}`);
}

async function attempt(chaos: Chaos, { name, run }: Case, baselines: Baselines): Promise<Result> {
  const began = performance.now();
  const secondsNow = () => (performance.now() - began) / 1_000;
  try {
    const note = await run(chaos, baselines);
    chaos.say(`✓ ${name}: ${note}`);
    return { name, passed: true, seconds: secondsNow(), note };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    chaos.say(`✗ ${name}: ${text}`);
    return { name, passed: false, seconds: secondsNow(), note: text.split("\n")[0] ?? "" };
  }
}

function summarise({ say }: Controls, results: readonly Result[]): number {
  const width = Math.max(...results.map(({ name }) => name.length));
  say(`\n${"case".padEnd(width)}  result  seconds`);
  for (const { name, passed, seconds, note } of results) {
    const verdict = passed ? "passed" : "FAILED";
    say(`${name.padEnd(width)}  ${verdict}  ${seconds.toFixed(1).padStart(7)}  ${note.slice(0, 100)}`);
  }
  const failed = results.filter(({ passed }) => !passed).length;
  say(`\n${results.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
