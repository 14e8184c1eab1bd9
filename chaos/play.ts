import { NAMES } from "@/lib/domain/manifest/spec";
import { same } from "./check";
import type { Lane } from "./courses";
import { writeLater } from "./data";
import type { Rule } from "./fault-proxy";
import {
  abort,
  backUp,
  bringBack,
  bringSecondBack,
  deploy,
  goBack,
  letGoOn,
  lookInto,
  readBack,
  rehearse,
  secondAfterBackup,
  undo,
} from "./people";
import { type Snapshot, snapshotOf } from "./snapshot";
import { until } from "./wait";
import { type Chaos, ended, placeOf, rowOf, stepIn } from "./world";

const REACH_LIMIT_MS = 120_000;
/** The longest course, killed at every step, takes less than half of this. */
const END_LIMIT_MS = 480_000;

type Condition = Omit<Rule, "path" | "when"> & { path: Pick<RegExp, "test">; step: string };

/** Arms the proxy for requests about this environment during a step. */
export function armDuring(chaos: Chaos, name: string, { step, path, ...rule }: Condition) {
  const { id, namespace } = placeOf(chaos, name);
  // A drill and a scratch copy have a namespace of their own beside the environment's.
  const here = new RegExp(`/namespaces/${namespace}(-(drill|scratch)-\\d+)?(/|\\?|$)`);
  return chaos.proxy.arm({
    ...rule,
    path: { test: (text: string) => here.test(text) && path.test(text) },
    when: async () => (await stepIn(chaos, id)) === step,
  });
}

/** What has to be so before the operation that is looked at begins. */
export async function prepare(chaos: Chaos, { name, course }: Lane): Promise<void> {
  if (course.first) {
    const where = { id: placeOf(chaos, name).id };
    await chaos.runtime.db.prisma.environment.update({ where, data: { releaseId: null, manifestId: null } });
  }
  const succeeds = async (what: string, operationId: string) =>
    same(
      `${what} in ${name}, before what is looked at`,
      await ended(chaos, operationId, END_LIMIT_MS),
      "succeeded",
    );
  if (course.rollback) await succeeds("the deployment", await deploy(chaos, name, course.to));
  if (course.data === undefined || course.data === "backup") return;
  await succeeds("the backup", await backUp(chaos, name));
  if (course.data === "verify" || course.data === "scratch") return;
  if (course.data === "drill") {
    // Where no second is known to be kept, a drill brings the backup back.
    if (course.dedicated) await archived(chaos, name);
    return;
  }
  if (course.data === "second") await pastSecond(chaos, name);
  await writeLater(chaos, name);
  if (course.data === "second") await archived(chaos, name);
  if (course.data === "undo") await succeeds("the restore", await bringBack(chaos, name));
}

/** Waits until the second that will be brought back is over: nothing of what follows belongs to it. */
async function pastSecond(chaos: Chaos, name: string): Promise<void> {
  const second = await secondAfterBackup(chaos, name);
  await until(`the second after the backup of ${name}`, REACH_LIMIT_MS, async () =>
    Date.now() > second.getTime() + 1_000 ? true : null,
  );
}

/** Waits until the log up to that second is known to be kept. */
async function archived(chaos: Chaos, name: string): Promise<void> {
  const second = await secondAfterBackup(chaos, name);
  const where = { id: placeOf(chaos, name).id };
  await until(`the log of ${name} up to its second`, REACH_LIMIT_MS, async () => {
    const { recoverableUntil } = await chaos.runtime.db.prisma.environment.findUniqueOrThrow({ where });
    return recoverableUntil !== null && recoverableUntil >= second ? true : null;
  });
}

const DEEDS = {
  backup: backUp,
  verify: readBack,
  restore: bringBack,
  second: bringSecondBack,
  undo,
  drill: rehearse,
  scratch: lookInto,
} as const;

function act(chaos: Chaos, { name, course }: Lane): Promise<string> {
  if (course.data !== undefined) return DEEDS[course.data](chaos, name);
  return course.rollback ? goBack(chaos, name, course.from) : deploy(chaos, name, course.to);
}

/** Starts the operation that is looked at, and lets happen what belongs to its course; answers its id. */
export async function begin(chaos: Chaos, lane: Lane): Promise<string> {
  const { name, course } = lane;
  if (course.refusedIn !== undefined) {
    const fault = { kind: "answer", status: 403, reason: "Forbidden" } as const;
    const path = /\/services\/.*\/proxy\//;
    armDuring(chaos, name, {
      step: course.refusedIn,
      method: /POST/,
      path,
      fault,
      times: Number.POSITIVE_INFINITY,
    });
  }
  const operationId = await act(chaos, lane);
  const { strategy } = await rowOf(chaos, operationId);
  same(`the strategy in ${name}`, strategy, course.strategy);
  return operationId;
}

/** Waits for the end, as the course means it to come; answers what is left then. */
export async function arrive(chaos: Chaos, lane: Lane, operationId: string): Promise<Snapshot> {
  const { name, course } = lane;
  if (course.answered) await answer(chaos, operationId);
  if (course.abortIn !== undefined) await abortIn(chaos, lane, operationId, course.abortIn);
  same(`how ${name} ended`, await ended(chaos, operationId, END_LIMIT_MS), course.ends);
  return snapshotOf(chaos, lane, operationId);
}

/** Answers as soon as a person is asked; said again when the operation went on between the look and the word. */
async function answer(chaos: Chaos, operationId: string): Promise<void> {
  await until("an answer to the question", END_LIMIT_MS, async () => {
    const { finishedAt, parkKind } = await rowOf(chaos, operationId);
    if (finishedAt !== null) return true;
    if (parkKind !== "person") return null;
    await letGoOn(chaos, operationId);
    return true;
  });
}

/** Aborts in a step, whoever works at it; asked again when the operation went on between the look and the word. */
async function abortIn(
  chaos: Chaos,
  { name, course }: Lane,
  operationId: string,
  step: string,
): Promise<void> {
  await until(`an abort in ${step}`, END_LIMIT_MS, async () => {
    const { environmentId, finishedAt } = await rowOf(chaos, operationId);
    if (finishedAt !== null) return true;
    if ((await stepIn(chaos, environmentId)) !== step) return null;
    if (course.abortOncePodsAreWanted && !(await wantsPods(chaos, name))) return null;
    await abort(chaos, operationId);
    return true;
  });
}

async function wantsPods(chaos: Chaos, name: string): Promise<boolean> {
  const { namespace } = placeOf(chaos, name);
  const deployments = await chaos.cluster.list(`/apis/apps/v1/namespaces/${namespace}/deployments`);
  const web = deployments.find(({ metadata }) => metadata.name === NAMES.web);
  return (web?.spec?.replicas ?? 0) > 0;
}

export async function isParkedIn(chaos: Chaos, operationId: string, step: string): Promise<boolean> {
  const { state, environmentId } = await rowOf(chaos, operationId);
  return state === "parked" && (await stepIn(chaos, environmentId)) === step;
}

/** Waits until a fault has met a request. */
export const met = (what: string, armed: { met(): number }): Promise<true> =>
  until(what, REACH_LIMIT_MS, async () => (armed.met() > 0 ? true : null));
