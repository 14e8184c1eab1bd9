import { API_FAULTS, cutWatches, faultInEachStep } from "./cases/faults";
import { holdWhileParked } from "./cases/holds";
import type { Killer } from "./cases/killer";
import { killInEachStep, type Where } from "./cases/kills";
import { flushInEachStep, flushWhileQueued, restartInEachStep, restartUnder } from "./cases/outages";
import { freeze, freezeInTransaction, twoWorkers } from "./cases/owners";
import { type StoreCase, storeGone } from "./cases/stores";
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

const BY_DEED = [
  "backup",
  "verify",
  "restore",
  "restore-half",
  "second",
  "undo",
  "drill",
  "drill-second",
  "scratch",
  "scratch-half",
] as const satisfies readonly CourseKey[];
const isDeed = (key: CourseKey): boolean => BY_DEED.some((one) => one === key);
const DEPLOYMENTS = COURSES.map(({ key }) => key).filter((key) => !isDeed(key));

/** Whoever goes forward loses workers in the middle of steps where that is possible, its counterpart at their ends. */
const IN_THE_MIDDLE: readonly CourseKey[] = [
  "rolling",
  "canary",
  "recreate",
  "canary-abort",
  "recreate-half",
  "asked",
];

function kill(key: CourseKey, where: Where): Case {
  const own = lane(where === "at the end" ? "killend" : "kill", key);
  return {
    name: `kill ${where} of each step, ${key}`,
    lanes: [own],
    run: ({ chaos, killer, baselineOf }) =>
      killInEachStep(chaos, killer, own, { baseline: baselineOf(own), where }),
  };
}

const killsOfDeployments = (): Case[] =>
  DEPLOYMENTS.map((key) => kill(key, IN_THE_MIDDLE.includes(key) ? "in the middle" : "at the end"));

/** An exchange of data has moments of both kinds at which half of it could stay. */
const killsOfDeeds = (): Case[] =>
  BY_DEED.flatMap((key) => [kill(key, "in the middle"), kill(key, "at the end")]);

const flushes = (keys: readonly CourseKey[]): Case[] =>
  keys.map((key) => {
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
const eachOf = (keys: readonly CourseKey[]): Partial<Record<CourseKey, string>> =>
  Object.fromEntries(keys.map((key) => [key, ANYWHERE]));
/** Each strategy in success and in going back by itself. */
const THERE_AND_BACK: readonly CourseKey[] = [
  "rolling",
  "rolling-back",
  "canary",
  "canary-back",
  "recreate",
  "recreate-back",
];

const watchesAndBells = (): Case[] => [
  together("watches cut", { rolling: ANYWHERE, canary: ANYWHERE, recreate: ANYWHERE }, ({ chaos }, parts) =>
    cutWatches(chaos, parts),
  ),
  together("hold while parked", { canary: "canary_watch" }, ({ chaos }, parts) =>
    holdWhileParked(chaos, only(parts)),
  ),
  together("two workers", { rolling: "rollout" }, ({ chaos }, parts) => twoWorkers(chaos, only(parts))),
];

function gone(key: CourseKey, rest: Omit<StoreCase, "lane">): Case {
  const own = lane("gone", key);
  return {
    name: `storage gone in ${rest.step}, ${key}`,
    lanes: [own],
    run: ({ chaos }) => storeGone(chaos, { lane: own, ...rest }),
  };
}

const storages = (): Case[] => [
  gone("backup", { step: "snapshot", ends: "failed" }),
  gone("verify", { step: "read_back", ends: "rolled_back" }),
  gone("restore", { step: "restore_beside", ends: "rolled_back" }),
  gone("recreate", { step: "checkpoint", ends: "rolled_back" }),
];

const frozen = (steps: Partial<Record<CourseKey, string>>): Case =>
  together("frozen", steps, ({ chaos }, parts) => freeze(chaos, parts));

/** Everything, in rows. */
export const wholePlan = (seed: number): readonly Row[] => [
  { workers: 6, cases: killsOfDeployments() },
  { workers: 6, cases: killsOfDeeds() },
  { workers: 4, cases: [...flushes(["asked", ...BY_DEED]), ...storages()] },
  {
    workers: 4,
    cases: [...flushes(BOTH_WAYS), ...faults(BY_STRATEGY), ...faultsBack(), ...watchesAndBells()],
  },
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
  {
    workers: 3,
    cases: [
      together(
        "postgres back",
        {
          "rolling-back": "restore_release",
          "canary-back": "restore_rollout",
          "recreate-back": "restore_data",
        },
        ({ chaos }, parts) => restartUnder(chaos, parts),
      ),
    ],
  },
  {
    workers: 4,
    cases: [
      // A short name: what an environment's databases are called is told apart by its first letters.
      together("each write", eachOf(THERE_AND_BACK), ({ chaos }, parts) => restartInEachStep(chaos, parts)),
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

/** Each strategy going back: from the business checks, from an abort, from the checkpoint. */
const faultsBack = (): Case[] => faults(["rolling-back", "canary-abort", "recreate-back"]);

/** Where each strategy loses its worker; the last one also while the checkpoint's data come back. */
const MIDWAY: Partial<Record<CourseKey, readonly string[]>> = {
  rolling: ["rollout"],
  canary: ["canary_smoke"],
  "recreate-half": ["migrate", "restore_data"],
};

function killMidway(key: CourseKey, only: readonly string[]): Case {
  const own = lane("kill", key);
  return {
    name: `kill in ${only.join(" and ")}, flushall, ${key}`,
    lanes: [own],
    run: async ({ chaos, killer, baselineOf }) => {
      const steps = { baseline: baselineOf(own), where: "in the middle" as const, only };
      const ended = killInEachStep(chaos, killer, own, steps);
      const flushed = killer.firstKill.then(() => chaos.flushRedis());
      ended.catch(() => undefined);
      await flushed;
      return ended;
    },
  };
}

/** What every change of the code has to pass: each strategy loses its worker midway and Redis, and one is frozen. */
export const quickPlan = (): readonly Row[] => [
  { workers: 4, cases: COURSES.flatMap(({ key }) => (MIDWAY[key] ? [killMidway(key, MIDWAY[key])] : [])) },
  { workers: 2, cases: [frozen({ rolling: "rollout" })] },
];

export const placesOf = ({ lanes, places = [] }: Case): readonly ScenarioPlace[] => [
  ...lanes.map(placeFor),
  ...places,
];
