import { API_FAULTS, cutWatches, faultInEachStep } from "./cases/faults";
import { holdWhileParked } from "./cases/holds";
import type { Killer } from "./cases/killer";
import { killInEachStep, type Where } from "./cases/kills";
import { flushInEachStep, flushWhileQueued, restartUnder } from "./cases/outages";
import { freeze, freezeInTransaction, twoWorkers } from "./cases/owners";
import { STORM, storm } from "./cases/storm";
import { COURSES, type CourseKey, type Lane, lane, placeFor } from "./courses";
import type { ScenarioPlace } from "./scenario";
import type { Snapshot } from "./snapshot";
import type { Chaos } from "./world";

export type Scene = { chaos: Chaos; killer: Killer; baselineOf(lane: Lane): Snapshot };

export type Case = {
  name: string;
  lanes: readonly Lane[];
  /** Environments beside those of the lanes. */
  places?: readonly ScenarioPlace[];
  run(scene: Scene): Promise<string>;
};

/** Cases that run at the same time, since each has environments of its own, on so many workers. */
export type Row = { workers: number; cases: readonly Case[] };

const BY_STRATEGY = ["rolling", "canary", "recreate"] as const;
/** Both ways of each strategy, and the rollback that a person asks for. */
const BOTH_WAYS = [
  "rolling",
  "rolling-back",
  "canary",
  "canary-abort",
  "recreate",
  "recreate-back",
  "rollback",
] as const satisfies readonly CourseKey[];

/** Whoever goes forward loses workers in the middle of steps where that is possible, its counterpart at their ends. */
const IN_THE_MIDDLE: readonly string[] = ["rolling", "canary", "recreate", "canary-abort", "recreate-half"];

const kills = (where: (key: CourseKey) => Where): Case[] =>
  COURSES.map(({ key }) => {
    const own = lane("kill", key);
    return {
      name: `kill in each step, ${key}`,
      lanes: [own],
      run: ({ chaos, killer, baselineOf }) =>
        killInEachStep(chaos, killer, own, { baseline: baselineOf(own), where: where(key) }),
    };
  });

const flushes = (): Case[] =>
  BOTH_WAYS.map((key) => {
    const own = lane("flush", key);
    return {
      name: `flushall in each step, ${key}`,
      lanes: [own],
      run: ({ chaos, baselineOf }) => flushInEachStep(chaos, { lane: own, baseline: baselineOf(own) }),
    };
  });

const faults = (keys: readonly CourseKey[]): Case[] =>
  Object.entries(API_FAULTS).flatMap(([name, fault]) =>
    keys.map((key): Case => {
      const own = lane(`api${name}`, key);
      return {
        name: `api ${name} in each step, ${key}`,
        lanes: [own],
        run: ({ chaos, baselineOf }) => faultInEachStep(chaos, own, { baseline: baselineOf(own), fault }),
      };
    }),
  );

/** One case on one or more lanes; `steps` says where each of them is caught. */
function together(
  name: string,
  steps: Partial<Record<CourseKey, string>>,
  run: (scene: Scene, parts: { lane: Lane; baseline: Snapshot; step: string }[]) => Promise<string>,
): Case {
  const prefix = name.replaceAll(/[^a-z]+/g, "-");
  const caught = COURSES.flatMap(({ key }) => {
    const step = steps[key];
    return step === undefined ? [] : [{ lane: lane(prefix, key), step }];
  });
  return {
    name,
    lanes: caught.map((one) => one.lane),
    run: (scene) => {
      const parts = caught.map((one) => ({ ...one, baseline: scene.baselineOf(one.lane) }));
      return run(scene, parts);
    },
  };
}

type Parts = Parameters<Parameters<typeof together>[2]>[1];

function only([first]: Parts): Parts[number] {
  if (first === undefined) throw new Error("This case has no lane.");
  return first;
}

/** For what disturbs a whole deployment, not one step. */
const ANYWHERE = "";

const watchesAndBells = (): Case[] => [
  together("watches cut", { rolling: ANYWHERE, canary: ANYWHERE, recreate: ANYWHERE }, ({ chaos }, parts) =>
    cutWatches(chaos, parts),
  ),
  together("hold while parked", { canary: "canary_watch" }, ({ chaos }, parts) =>
    holdWhileParked(chaos, only(parts)),
  ),
  together("two workers", { rolling: "rollout" }, ({ chaos }, parts) => twoWorkers(chaos, only(parts))),
];

const frozen = (steps: Partial<Record<CourseKey, string>>): Case =>
  together("frozen", steps, ({ chaos }, parts) => freeze(chaos, parts));

/** Everything, in rows. */
export const wholePlan = (seed: number): readonly Row[] => [
  { workers: 6, cases: kills((key) => (IN_THE_MIDDLE.includes(key) ? "in the middle" : "at the end")) },
  { workers: 4, cases: [...flushes(), ...faults(BY_STRATEGY), ...faultsBack(), ...watchesAndBells()] },
  {
    workers: 3,
    cases: [
      together(
        "postgres restart",
        { rolling: "migrate", canary: "canary_smoke", recreate: "quiesce" },
        ({ chaos }, parts) => restartUnder(chaos, parts),
      ),
    ],
  },
  { workers: 3, cases: [frozen({ rolling: "smoke", canary: "canary_smoke", recreate: "open" })] },
  {
    workers: 2,
    cases: [
      together("frozen in a statement", { rolling: "rollout" }, ({ chaos }, parts) =>
        freezeInTransaction(chaos, only(parts)),
      ),
    ],
  },
  {
    workers: 2,
    cases: [
      together("flushall while queued", { rolling: "gates" }, ({ chaos }, parts) =>
        flushWhileQueued(chaos, only(parts)),
      ),
    ],
  },
  {
    workers: 3,
    cases: [{ name: "storm", lanes: [], places: STORM, run: ({ chaos }) => storm(chaos, seed) }],
  },
];

const faultsBack = (): Case[] => faults(["recreate-back"]).filter(({ name }) => !name.includes("hang"));

const MIDWAY = { rolling: "rollout", canary: "canary_smoke", recreate: "migrate" } as const;

/** What every change of the code has to pass: each strategy loses its worker midway and Redis, and one is frozen. */
export const quickPlan = (): readonly Row[] => [
  {
    workers: 4,
    cases: BY_STRATEGY.map((key) => {
      const own = lane("kill", key);
      return {
        name: `kill in ${MIDWAY[key]} and flushall, ${key}`,
        lanes: [own],
        run: async ({ chaos, killer, baselineOf }) => {
          const baseline = baselineOf(own);
          const steps = { baseline, where: "in the middle" as const, only: [MIDWAY[key]] };
          const ended = killInEachStep(chaos, killer, own, steps);
          const flushed = killer.firstKill.then(() => chaos.flushRedis());
          ended.catch(() => undefined);
          await flushed;
          return ended;
        },
      };
    }),
  },
  { workers: 2, cases: [frozen({ rolling: "rollout" })] },
];

export const placesOf = ({ lanes, places = [] }: Case): readonly ScenarioPlace[] => [
  ...lanes.map(placeFor),
  ...places,
];
