import { ERRORS, FAULTY, FIRST, OLDER, SCHEMA, type ScenarioPlace, UNMIGRATABLE } from "./scenario";

/** What is done with an environment's data, where it is no deployment that is looked at. */
export type DataDeed = "backup" | "verify" | "restore" | "second" | "undo" | "drill" | "scratch";

/** One way an operation can go, from an environment as it stands to the end it must come to. */
export type Course = {
  key: string;
  stage: ScenarioPlace["stage"];
  from: string;
  to: string;
  ends: "succeeded" | "rolled_back" | "failed";
  strategy: "rolling" | "canary" | "recreate" | null;
  /** After a deployment of `to` has succeeded, the one-action rollback to `from` is what is looked at. */
  rollback?: true;
  /** A person aborts it in this step. */
  abortIn?: string;
  /** Not before that step has asked for pods: with nothing done there would be less to take back, by chance. */
  abortOncePodsAreWanted?: true;
  /** The ERP refuses this step's business checks. */
  refusedIn?: string;
  /** As if nothing had ever been deployed: there is no earlier release to go back to. */
  first?: true;
  /** No deployment: this is done with the data instead. */
  data?: DataDeed;
  /** The watching asks a person, who lets it go on. */
  answered?: true;
  /** Visitors use it. */
  visited?: true;
  /** Its database has a server of its own. */
  dedicated?: true;
};

const staging = { stage: "staging" } as const;
const production = { stage: "production" } as const;
/** Watched for long enough to measure something, and a person is asked when nothing was. */
const uat = { stage: "uat" } as const;
const update = { from: OLDER, to: FIRST } as const;
const data = { ...staging, from: FIRST, to: FIRST, strategy: null } as const;

/** Each strategy in success and in going back, from early and from late, and what cannot go back at all. */
export const COURSES = [
  { key: "rolling", ...staging, ...update, ends: "succeeded", strategy: "rolling" },
  { key: "rolling-back", ...staging, from: SCHEMA, to: FAULTY, ends: "rolled_back", strategy: "rolling" },
  { key: "canary", ...production, ...update, ends: "succeeded", strategy: "canary" },
  { key: "canary-back", ...production, from: SCHEMA, to: FAULTY, ends: "rolled_back", strategy: "canary" },
  {
    key: "canary-abort",
    ...production,
    ...update,
    ends: "rolled_back",
    strategy: "canary",
    abortIn: "widen_watch",
  },
  { key: "recreate", ...staging, from: FIRST, to: SCHEMA, ends: "succeeded", strategy: "recreate" },
  { key: "recreate-back", ...staging, from: FIRST, to: FAULTY, ends: "rolled_back", strategy: "recreate" },
  {
    key: "recreate-half",
    ...staging,
    from: SCHEMA,
    to: UNMIGRATABLE,
    ends: "rolled_back",
    strategy: "recreate",
  },
  { key: "rollback", ...staging, ...update, ends: "succeeded", strategy: null, rollback: true },
  {
    key: "rollback-stops",
    ...staging,
    ...update,
    ends: "failed",
    strategy: null,
    rollback: true,
    refusedIn: "smoke",
  },
  {
    key: "first-stops",
    ...staging,
    from: SCHEMA,
    to: FAULTY,
    ends: "failed",
    strategy: "rolling",
    first: true,
  },
  { key: "asked", ...uat, ...update, ends: "succeeded", strategy: "rolling", answered: true },
  {
    key: "triggered",
    ...uat,
    from: FIRST,
    to: ERRORS,
    ends: "rolled_back",
    strategy: "rolling",
    visited: true,
  },
  { key: "backup", ...data, ends: "succeeded", data: "backup" },
  { key: "verify", ...data, ends: "succeeded", data: "verify" },
  { key: "restore", ...data, ends: "succeeded", data: "restore" },
  {
    key: "restore-half",
    ...data,
    ends: "rolled_back",
    data: "restore",
    abortIn: "rollout",
    abortOncePodsAreWanted: true,
  },
  { key: "second", ...data, ends: "succeeded", data: "second", dedicated: true },
  { key: "undo", ...data, ends: "succeeded", data: "undo" },
  { key: "drill", ...data, ends: "succeeded", data: "drill" },
  { key: "drill-second", ...data, ends: "succeeded", data: "drill", dedicated: true },
  { key: "scratch", ...data, ends: "succeeded", data: "scratch" },
  { key: "scratch-half", ...data, ends: "rolled_back", data: "scratch", refusedIn: "scratch_smoke" },
] as const satisfies readonly Course[];

export type CourseKey = (typeof COURSES)[number]["key"];

export function courseOf(key: CourseKey): Course {
  const course = COURSES.find((one) => one.key === key);
  if (course === undefined) throw new Error(`There is no course ${key}.`);
  return course;
}

/** A course in an environment of its own. */
export type Lane = { name: string; course: Course };

/** Names are short: they become namespaces and host names. */
export const lane = (prefix: string, key: CourseKey): Lane => ({
  name: `${prefix}-${key}`,
  course: courseOf(key),
});

export const placeFor = ({ name, course }: Lane): ScenarioPlace => ({
  name,
  stage: course.stage,
  release: course.from,
  visited: course.visited ?? false,
  dedicated: course.dedicated ?? false,
});
