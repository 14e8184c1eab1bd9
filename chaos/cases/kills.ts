import pg from "pg";
import { holds, same } from "../check";
import type { Fault } from "../fault-proxy";
import { FAULTY, MIGRATING } from "../scenario";
import { type Snapshot, snapshotOf } from "../snapshot";
import { until } from "../wait";
import { holderOf } from "../workers";
import { type Chaos, deploy, ended, placeOf, rowOf, runningStep } from "../world";

/** What whoever waits for a deployment may lose to a dead worker. */
const GOES_ON_LIMIT_S = 15;
const REACH_LIMIT_MS = 60_000;
const END_LIMIT_MS = 120_000;

type Moment = { step: string; release: string; method: RegExp; path: RegExp; body?: RegExp; fault: Fault };

/** An effect that stands and is not written down yet is the worst moment; a read is held before it is answered. */
const AFTER: Fault = { kind: "hold_answer" };
const BEFORE_IT: Fault = { kind: "hold_request" };
const WEB = /\/deployments\/web\?(?!.*dryRun)/;
const WEB_READ = /\/deployments\/web$/;
const ERP = /\/services\/.*\/proxy\//;
/** The call that runs the business checks, not the sign-in before it. */
const CHECKS = /"ops\.smoke"/;

/** Rendering asks no cluster: it is caught while it stores the manifest, by a lock on the table. */
export const MOMENTS: readonly Moment[] = [
  { step: "preflight", release: MIGRATING, method: /PATCH/, path: /dryRun=All/, fault: AFTER },
  { step: "migrate", release: MIGRATING, method: /PATCH/, path: /\/jobs\/op-/, fault: AFTER },
  { step: "rollout", release: MIGRATING, method: /PATCH/, path: WEB, fault: AFTER },
  { step: "smoke", release: MIGRATING, method: /POST/, path: ERP, body: CHECKS, fault: AFTER },
  { step: "record", release: MIGRATING, method: /GET/, path: WEB_READ, fault: BEFORE_IT },
  { step: "restore_release", release: FAULTY, method: /PATCH/, path: WEB, fault: AFTER },
  { step: "restore_rollout", release: FAULTY, method: /GET/, path: WEB_READ, fault: BEFORE_IT },
  { step: "restore_smoke", release: FAULTY, method: /POST/, path: ERP, body: CHECKS, fault: AFTER },
];

/** What the same deployment leaves behind when nothing disturbs it. */
export async function undisturbed(chaos: Chaos, name: string, release: string): Promise<Snapshot> {
  await chaos.workers.keep(2);
  const operationId = await deploy(chaos, name, release);
  await ended(chaos, operationId, END_LIMIT_MS);
  return snapshotOf(chaos, name, operationId);
}

/** Arms the proxy for the first matching request of this environment during a step. */
export function armDuring(chaos: Chaos, name: string, moment: Omit<Moment, "release"> & { times?: number }) {
  const { id, namespace } = placeOf(chaos, name);
  const here = new RegExp(`/namespaces/${namespace}(/|\\?|$)`);
  const { prisma } = chaos.runtime.db;
  return chaos.proxy.arm({
    method: moment.method,
    path: { test: (path: string) => here.test(path) && moment.path.test(path) },
    fault: moment.fault,
    ...(moment.body === undefined ? {} : { body: moment.body }),
    times: moment.times ?? 1,
    when: async () => {
      const where = { environmentId: id, state: "running" as const };
      const active = await prisma.operation.findFirst({ where, select: { id: true } });
      return active !== null && (await runningStep(chaos, active.id)) === moment.step;
    },
  });
}

/** kill -9 of the worker while its request is held; answers how long the operation stood still. */
export async function killDuring(
  chaos: Chaos,
  name: string,
  moment: Moment,
  baseline: Snapshot,
): Promise<string> {
  await chaos.workers.keep(2);
  const armed = armDuring(chaos, name, moment);
  try {
    const operationId = await deploy(chaos, name, moment.release);
    const reached = async () => armed.met() > 0;
    await until(`a request of step ${moment.step}`, REACH_LIMIT_MS, reached);
    const { stood } = await killHolder(chaos, operationId, moment.step);
    armed.release();
    return await finishes(chaos, name, { operationId, baseline, stood });
  } finally {
    armed.release();
  }
}

export async function killDuringRender(chaos: Chaos, name: string, baseline: Snapshot): Promise<string> {
  await chaos.workers.keep(2);
  const client = new pg.Client({ connectionString: chaos.runtime.env.DATABASE_URL });
  await client.connect();
  try {
    await client.query("BEGIN");
    await client.query("LOCK TABLE manifest IN EXCLUSIVE MODE");
    const operationId = await deploy(chaos, name, MIGRATING);
    await until("the render step storing its manifest", REACH_LIMIT_MS, async () => {
      const waiting = await client.query(
        "SELECT 1 FROM pg_locks WHERE relation = 'manifest'::regclass AND NOT granted",
      );
      return (waiting.rowCount ?? 0) > 0;
    });
    const { stood } = await killHolder(chaos, operationId, "render");
    await client.query("COMMIT");
    return await finishes(chaos, name, { operationId, baseline, stood });
  } finally {
    await client.end();
  }
}

/** Resolves when the worker is dead, with a promise of the seconds until another has begun the step again. */
async function killHolder(chaos: Chaos, operationId: string, step: string) {
  const where = { operationId_name: { operationId, name: step } };
  const read = () => chaos.runtime.db.prisma.operationStep.findUniqueOrThrow({ where });
  const before = await read();
  same("the step under way", before.state, "running");
  const began = performance.now();
  await chaos.workers.kill(await holderOf(chaos, operationId));
  const stood = until(`step ${step} going on`, REACH_LIMIT_MS, async () => {
    return (await read()).attempts > before.attempts;
  }).then(() => (performance.now() - began) / 1_000);
  stood.catch(() => undefined);
  return { stood };
}

async function finishes(
  chaos: Chaos,
  name: string,
  run: { operationId: string; baseline: Snapshot; stood: Promise<number> },
): Promise<string> {
  const seconds = await run.stood;
  await ended(chaos, run.operationId, END_LIMIT_MS);
  same(`${name} after a kill`, await snapshotOf(chaos, name, run.operationId), run.baseline);
  const { fence } = await rowOf(chaos, run.operationId);
  holds(fence === 2, `The operation was taken ${fence} times; a single kill makes two.`);
  holds(
    seconds <= GOES_ON_LIMIT_S,
    `It stood still for ${seconds.toFixed(1)} s; ${GOES_ON_LIMIT_S} s are allowed.`,
  );
  return `went on after ${seconds.toFixed(1)} s`;
}
