// Operations of ten steps that do nothing, by one worker, against what the same PostgreSQL commits at most when two
// transactions of one row each stand for a step. What an end means for change and audit is not part of it. PostgreSQL has
// one processor, who asks it the others, in both: as on two machines. Run it by `npm run bench:engine [-- OPERATIONS]`.
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { openDatabase } from "@/lib/data/client";
import { createLedger } from "@/lib/data/ledger/postgres-ledger";
import { runOperation } from "@/lib/engine/run";
import { done, type Step } from "@/lib/engine/step";
import { CONCURRENCY, required, seedOperations } from "./no-op";

const COUNT = Number(process.argv[2] ?? 1_500);
const STEPS = Array.from({ length: 10 }, (_, index) => `step-${index + 1}`);
const LIMIT_SECONDS = 5;
const url = required("DATABASE_URL");
const run = promisify(execFile);

/** Steps a second that the disk allows: a script of two transactions, each of one row, by as many clients as operations run. */
async function commitLimit(): Promise<number> {
  const db = openDatabase(url, 1);
  await db.prisma.$executeRaw`CREATE TABLE IF NOT EXISTS bench_row (id int PRIMARY KEY, n int NOT NULL)`;
  await db.prisma.$executeRaw`
    INSERT INTO bench_row SELECT id, 0 FROM generate_series(1, 10000) id ON CONFLICT DO NOTHING`;
  await db.close();
  const script = path.join(tmpdir(), `holdfast-step-${process.pid}.sql`);
  const update = "UPDATE bench_row SET n = n + 1 WHERE id = :id;\n";
  writeFileSync(script, `\\set id random(1, 10000)\n${update}${update}`);
  const clients = [`--client=${CONCURRENCY}`, "--jobs=2", `--time=${LIMIT_SECONDS}`];
  const { stdout } = await run("pgbench", [
    "--no-vacuum",
    "--protocol=prepared",
    ...clients,
    `--file=${script}`,
    url,
  ]);
  return Number(/tps = ([\d.]+)/.exec(stdout)?.[1]);
}

const steps: readonly Step<null>[] = STEPS.map((name) => ({
  name,
  touches: true,
  isDone: async () => null,
  perform: async () => done("Done."),
}));

/** Steps a second of one worker that runs eight operations at once, as in production. */
async function engineRate(count: number): Promise<number> {
  const db = openDatabase(url);
  const channel = { publish: async () => undefined, subscribe: async () => async () => undefined };
  const ledger = createLedger({
    db,
    channel,
    onEnd: async () => [],
    gatesOf: async () => ({ open: true }),
  });
  const { operationIds } = await seedOperations(db, {
    count,
    steps: STEPS,
    tenants: 20,
    clusters: 10,
    // Who comes when is another matter (bench:parked): here everything taken up is let in.
    maxOperations: 1_000,
  });
  const { signal } = new AbortController();
  const left = [...operationIds];
  const lane = async () => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      const result = await runOperation({
        operationId: id,
        workerId: "bench",
        ledger,
        steps,
        effects: null,
        signal,
        describe: async () => "It runs.",
        onBug: (error) => console.error(error),
      });
      if (result !== "finished") throw new Error(`operation ${id} ended as ${result}`);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: CONCURRENCY }, lane));
  const seconds = (performance.now() - began) / 1_000;
  const succeeded = await db.prisma.operation.count({
    where: { id: { in: operationIds }, state: "succeeded" },
  });
  await db.close();
  if (succeeded !== count) throw new Error(`only ${succeeded} of ${count} operations succeeded`);
  return (count * STEPS.length) / seconds;
}

// A worker that has just begun is still being compiled.
await engineRate(CONCURRENCY * 25);
// In turns, since what else the machine does would be taken for a difference.
const before = await commitLimit();
const first = await engineRate(COUNT);
const between = await commitLimit();
const second = await engineRate(COUNT);
const after = await commitLimit();
const rate = (first + second) / 2;
const limit = (before + 2 * between + after) / 4;
console.log(`2 × ${COUNT} operations of ${STEPS.length} steps, ${CONCURRENCY} at once, one worker, fsync on`);
console.log(`engine        ${rate.toFixed(0)} steps/s = ${(rate / STEPS.length).toFixed(1)} operations/s`);
console.log(
  `commit limit  ${limit.toFixed(0)} steps/s of two commits (${before.toFixed(0)}, ${between.toFixed(0)}, ${after.toFixed(0)})`,
);
console.log(`ratio         ${((100 * rate) / limit).toFixed(0)} % (wanted: 40 % or more)`);
process.exitCode = rate / limit >= 0.4 ? 0 : 1;
