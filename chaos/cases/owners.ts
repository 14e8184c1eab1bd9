import { Queue } from "bullmq";
import pg from "pg";
import { holds, same } from "../check";
import type { Lane } from "../courses";
import { momentOf } from "../moments";
import { armDuring, arrive, begin, met } from "../play";
import type { Snapshot } from "../snapshot";
import { sleep, until } from "../wait";
import { holderOf } from "../workers";
import { type Chaos, placeOf, rowOf } from "../world";

const REACH_LIMIT_MS = 60_000;
/** Long enough for a heartbeat, every flush and the next retry of the thawed worker. */
const THAWED_MS = 6_000;

type Part = { lane: Lane; baseline: Snapshot; step: string };
type Frozen = Part & { operationId: string };

const armFor = (chaos: Chaos, { lane, step }: Pick<Part, "lane" | "step">) =>
  armDuring(chaos, lane.name, { ...momentOf(step), step, times: 1 });

/**
 * SIGSTOP past the lease, other workers finish, SIGCONT: the first ones write nothing, anywhere. One after the other: a
 * request that is held while others reach their step runs into its own limit, and its worker lets go.
 */
export async function freeze(chaos: Chaos, parts: readonly Part[]): Promise<string> {
  const told: string[] = [];
  for (const part of parts) told.push(`${part.lane.name} ${await freezeTogether(chaos, [part])}`);
  return told.join("; ");
}

async function freezeTogether(chaos: Chaos, parts: readonly Part[]): Promise<string> {
  const armed = parts.map((part) => armFor(chaos, part));
  try {
    const frozen = await Promise.all(
      parts.map(async (part) => ({ ...part, operationId: await begin(chaos, part.lane) })),
    );
    await Promise.all(armed.map((one, index) => met(`a request of ${parts[index]?.step}`, one)));
    const pids = new Set(await Promise.all(frozen.map(({ operationId }) => holderOf(chaos, operationId))));
    for (const pid of pids) process.kill(pid, "SIGSTOP");
    for (const one of armed) one.release();
    return await thawsTooLate(chaos, frozen, pids);
  } finally {
    for (const one of armed) one.release();
  }
}

/** The same, frozen in the middle of a statement that has locked the operation's row. */
export async function freezeInTransaction(chaos: Chaos, part: Part): Promise<string> {
  const armed = armFor(chaos, part);
  const client = new pg.Client({ connectionString: chaos.runtime.env.DATABASE_URL });
  await client.connect();
  try {
    const operationId = await begin(chaos, part.lane);
    await met(`a request of ${part.step}`, armed);
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
    return await thawsTooLate(chaos, [{ ...part, operationId }], new Set([holder]));
  } finally {
    armed.release();
    await client.end();
  }
}

async function thawsTooLate(
  chaos: Chaos,
  frozen: readonly Frozen[],
  pids: ReadonlySet<number>,
): Promise<string> {
  let cold = true;
  const thaw = () => {
    if (cold) for (const pid of pids) process.kill(pid, "SIGCONT");
    cold = false;
  };
  const everything = () => Promise.all(frozen.map((one) => everythingWritten(chaos, one)));
  try {
    await chaos.workers.keep(pids.size + 2);
    for (const { lane, baseline, operationId } of frozen)
      same(`${lane.name} after the freeze`, await arrive(chaos, lane, operationId), baseline);
    const before = await everything();
    const count = chaos.proxy.writes().length;
    thaw();
    await sleep(THAWED_MS);
    for (const pid of pids) holds(chaos.workers.pids().includes(pid), "A thawed worker is no longer there.");
    same("rows after the thaw", await everything(), before);
    same("requests after the thaw that change something", writesTo(chaos, frozen, count), []);
    return `nothing written in ${THAWED_MS / 1_000} s`;
  } finally {
    thaw();
  }
}

const writesTo = (chaos: Chaos, frozen: readonly Frozen[], since: number): string[] => {
  const here = frozen.map(({ lane }) => `/namespaces/${placeOf(chaos, lane.name).namespace}`);
  const writes = chaos.proxy.writes().slice(since);
  return writes.filter((line) => here.some((namespace) => line.includes(namespace)));
};

/** Every row a stale worker could touch, whole, with its times. What the cluster watch writes is not of the operation. */
async function everythingWritten(chaos: Chaos, { lane, operationId }: Frozen): Promise<string> {
  const { prisma } = chaos.runtime.db;
  const { id } = placeOf(chaos, lane.name);
  const where = { operationId };
  const rows = [
    await rowOf(chaos, operationId),
    await prisma.operationStep.findMany({ where, orderBy: { position: "asc" } }),
    await prisma.operationEvent.count({ where }),
    await prisma.operationObservation.findMany({ where, orderBy: { id: "asc" } }),
    await prisma.notice.count({ where }),
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
  return JSON.stringify(rows, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value));
}

/** While one worker has the operation, the other one is rung for it as well, several times. */
export async function twoWorkers(chaos: Chaos, { lane, baseline, step }: Part): Promise<string> {
  const armed = armFor(chaos, { lane, step });
  const queue = new Queue("holdfast", { connection: { url: chaos.runtime.env.REDIS_URL } });
  try {
    const operationId = await begin(chaos, lane);
    await met(`a request of ${step}`, armed);
    const holder = await holderOf(chaos, operationId);
    const { fence } = await rowOf(chaos, operationId);
    for (let ring = 0; ring < 6; ring += 1) {
      await chaos.runtime.ports.bell.ring("operation.run", { operationId });
      await until("an answer to the bell", 5_000, async () => (await queue.getWaitingCount()) === 0);
    }
    same("the worker that holds it", await holderOf(chaos, operationId), holder);
    same("how often it was taken", (await rowOf(chaos, operationId)).fence, fence);
    armed.release();
    same(`${lane.name} with two workers`, await arrive(chaos, lane, operationId), baseline);
    return "6 more rings, taken once";
  } finally {
    armed.release();
    await queue.close();
  }
}
