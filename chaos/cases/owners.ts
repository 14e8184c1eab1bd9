import { Queue } from "bullmq";
import pg from "pg";
import { holds, same } from "../check";
import { MIGRATING } from "../scenario";
import { type Snapshot, snapshotOf } from "../snapshot";
import { sleep, until } from "../wait";
import { holderOf } from "../workers";
import { type Chaos, deploy, ended, placeOf, rowOf } from "../world";
import { armDuring, MOMENTS } from "./kills";

const REACH_LIMIT_MS = 60_000;
const END_LIMIT_MS = 120_000;
/** Long enough for a heartbeat, every flush and the next retry of the thawed worker. */
const THAWED_MS = 6_000;

/** SIGSTOP past the lease, another worker finishes, SIGCONT: the first one writes nothing, anywhere. */
export async function freeze(chaos: Chaos, name: string, baseline: Snapshot, step: string): Promise<string> {
  await chaos.workers.keep(2);
  const found = MOMENTS.find((each) => each.step === step);
  if (found === undefined) throw new Error(`No moment of step ${step} is known.`);
  const armed = armDuring(chaos, name, found);
  try {
    const operationId = await deploy(chaos, name, MIGRATING);
    await until(`a request of step ${step}`, REACH_LIMIT_MS, async () => armed.met() > 0);
    const holder = await holderOf(chaos, operationId);
    process.kill(holder, "SIGSTOP");
    armed.release();
    return await thawsTooLate(chaos, name, { operationId, holder, baseline });
  } finally {
    armed.release();
  }
}

/** The same, frozen in the middle of a transaction that has locked the operation's row. */
export async function freezeInTransaction(chaos: Chaos, name: string, baseline: Snapshot): Promise<string> {
  await chaos.workers.keep(2);
  const found = MOMENTS.find(({ step }) => step === "rollout");
  if (found === undefined) throw new Error("No moment of the rollout is known.");
  const armed = armDuring(chaos, name, found);
  const client = new pg.Client({ connectionString: chaos.runtime.env.DATABASE_URL });
  await client.connect();
  try {
    const operationId = await deploy(chaos, name, MIGRATING);
    await until("a request of the rollout", REACH_LIMIT_MS, async () => armed.met() > 0);
    const holder = await holderOf(chaos, operationId);
    await client.query("BEGIN");
    await client.query("LOCK TABLE operation_step IN EXCLUSIVE MODE");
    armed.release();
    await until("the worker writing that the step is done", REACH_LIMIT_MS, async () => {
      const waiting = await client.query(
        "SELECT 1 FROM pg_locks WHERE relation = 'operation_step'::regclass AND NOT granted",
      );
      return (waiting.rowCount ?? 0) > 0;
    });
    process.kill(holder, "SIGSTOP");
    await client.query("COMMIT");
    return await thawsTooLate(chaos, name, { operationId, holder, baseline });
  } finally {
    armed.release();
    await client.end();
  }
}

async function thawsTooLate(
  chaos: Chaos,
  name: string,
  { operationId, holder, baseline }: { operationId: string; holder: number; baseline: Snapshot },
): Promise<string> {
  let frozen = true;
  const thaw = () => {
    if (frozen) process.kill(holder, "SIGCONT");
    frozen = false;
  };
  try {
    await ended(chaos, operationId, END_LIMIT_MS);
    const before = await everythingWritten(chaos, name, operationId);
    same(`${name} after the freeze`, await snapshotOf(chaos, name, operationId), baseline);
    const writes = writesTo(chaos, name);
    thaw();
    await sleep(THAWED_MS);
    holds(chaos.workers.pids().includes(holder), "The thawed worker is no longer there.");
    same("rows after the thaw", await everythingWritten(chaos, name, operationId), before);
    same("requests after the thaw that change something", writesTo(chaos, name).slice(writes.length), []);
    return `nothing written in ${THAWED_MS / 1_000} s`;
  } finally {
    thaw();
  }
}

const writesTo = (chaos: Chaos, name: string): string[] =>
  chaos.proxy.writes().filter((line) => line.includes(`/namespaces/${placeOf(chaos, name).namespace}`));

/** Every row a stale worker could touch, whole, with its times. What the cluster watch writes is not of the operation. */
async function everythingWritten(chaos: Chaos, name: string, operationId: string): Promise<string> {
  const { prisma } = chaos.runtime.db;
  const { id } = placeOf(chaos, name);
  const rows = [
    await rowOf(chaos, operationId),
    await prisma.operationStep.findMany({ where: { operationId }, orderBy: { position: "asc" } }),
    await prisma.operationEvent.count({ where: { operationId } }),
    await prisma.smokeRun.findMany({ where: { environmentId: id }, orderBy: { id: "asc" } }),
    await prisma.outboxEvent.count({ where: { subjectId: operationId } }),
    await prisma.auditEntry.count(),
    await prisma.change.findMany({ where: { environmentId: id } }),
    await prisma.manifest.count({ where: { environmentId: id } }),
    await prisma.environment.findUniqueOrThrow({
      where: { id },
      select: { version: true, stateSentence: true },
    }),
  ];
  return JSON.stringify(rows);
}

/** While one worker has the operation, the other one is rung for it as well, several times. */
export async function twoWorkers(chaos: Chaos, name: string, baseline: Snapshot): Promise<string> {
  await chaos.workers.keep(2);
  const path = /\/deployments\/web\?/;
  const armed = armDuring(chaos, name, {
    step: "rollout",
    method: /PATCH/,
    path,
    fault: { kind: "hold_answer" },
  });
  const queue = new Queue("holdfast", { connection: { url: chaos.runtime.env.REDIS_URL } });
  try {
    const operationId = await deploy(chaos, name, MIGRATING);
    await until("the rollout's request", REACH_LIMIT_MS, async () => armed.met() > 0);
    const holder = await holderOf(chaos, operationId);
    for (let ring = 0; ring < 6; ring += 1) {
      await chaos.runtime.ports.bell.ring("operation.run", { operationId });
      await until("an answer to the bell", 5_000, async () => (await queue.getWaitingCount()) === 0);
    }
    same("the worker that holds it", await holderOf(chaos, operationId), holder);
    armed.release();
    await ended(chaos, operationId, END_LIMIT_MS);
    same(`${name} with two workers`, await snapshotOf(chaos, name, operationId), baseline);
    const { fence } = await rowOf(chaos, operationId);
    same("how often it was taken", fence, 1);
    return "6 more rings, taken once";
  } finally {
    armed.release();
    await queue.close();
  }
}
