// Many parked operations: what they cost while they wait, and how soon all have gone on when they are due at the same
// moment. Run it by `npm run bench:parked [-- OPERATIONS] [--silent]`; --silent rings no bell, as if Redis had been emptied.
import { type ChildProcess, fork } from "node:child_process";
import { createJobBell } from "@/lib/adapters/bullmq";
import { openDatabase } from "@/lib/data/client";
import { required, seedOperations } from "./no-op";

const COUNT = Number(process.argv[2] ?? 10_000);
const SILENT = process.argv.includes("--silent");
const WAIT_MS = 45_000;
const LIMIT_MS = 60_000;
const MEGABYTE = 1024 * 1024;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Resident megabytes of the worker, right after its garbage was collected. */
const memoryOf = (worker: ChildProcess): Promise<number> =>
  new Promise((resolve) => {
    worker.once("message", (bytes) => resolve(Number(bytes) / MEGABYTE));
    worker.send("memory");
  });

const db = openDatabase(required("DATABASE_URL"));
const bell = createJobBell({ redisUrl: required("REDIS_URL") });
const file = new URL("./parked-worker.ts", import.meta.url);
const worker = fork(file, [], {
  execArgv: process.execArgv,
});
await sleep(5_000);
const before = await memoryOf(worker);

const dueAt = new Date(Date.now() + WAIT_MS);
const places = { tenants: 50, clusters: 20, maxOperations: 4 };
const { operationIds } = await seedOperations(db, {
  count: COUNT,
  steps: ["nothing"],
  parkedUntil: dueAt,
  ...places,
});
for (let start = 0; start < COUNT && !SILENT; start += 100) {
  const some = operationIds.slice(start, start + 100);
  await Promise.all(some.map((operationId) => bell.ringAt("operation.run", { operationId }, dueAt)));
}
await sleep(Math.max(0, dueAt.getTime() - Date.now() - 3_000));
const parked = await db.prisma.operation.count({ where: { state: "parked" } });
const slots = await db.prisma.operation.count({ where: { state: "running" } });
const waiting = await memoryOf(worker);

let ended = 0;
let most = 0;
while (ended < COUNT && Date.now() - dueAt.getTime() < 5 * LIMIT_MS) {
  await sleep(500);
  ended = await db.prisma.operation.count({ where: { state: "succeeded" } });
  most = Math.max(most, await db.prisma.operation.count({ where: { state: "running" } }));
}
const seconds = (Date.now() - dueAt.getTime()) / 1_000;
const after = await memoryOf(worker);
worker.disconnect();
await Promise.all([bell.close(), db.close()]);
console.log(`${parked} parked operations, one worker${SILENT ? ", no bell rung" : ""}`);
console.log(
  `while they wait: ${slots} slots held, worker ${(waiting - before).toFixed(0)} MB more than empty (${before.toFixed(0)} MB)`,
);
console.log(
  `due together: ${ended} of ${COUNT} ended after ${seconds.toFixed(1)} s, at most ${most} at once; worker ${(after - before).toFixed(0)} MB more`,
);
process.exitCode =
  ended === COUNT && seconds * 1_000 <= LIMIT_MS && slots === 0 && waiting - before < 100 ? 0 : 1;
