// All business checks a thousand times on one ERP, one run after the other as workers do: how long one takes, and that
// every table of the books is what it was, to the last character.
// Needs the URL of a PostgreSQL superuser in SANDBOX_TEST_POSTGRES_URL.
//   npx tsx --conditions=react-server scripts/bench/tries.ts [RUNS]
import { z } from "zod";
import { SMOKE_CHECKS } from "@/lib/domain/health/business-check";
import { BOOKS, ErpBench } from "@/sandbox/erp/test-bench";
import { eventually } from "@/sandbox/erp/testing";

const RUNS = Number(process.argv[2] ?? 1_000);
const bench = new ErpBench();
const Answer = z.object({
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
  rolled_back: z.literal(true),
});

await bench.open();
try {
  const credentials = await bench.tenant("tries");
  const { call } = await bench.startWeb(credentials, "2026.11.1");
  // The pages' bundles are built after the start, in one go.
  await eventually(async () => {
    const bundles = await bench.query(credentials, "SELECT 1 FROM ir_attachment");
    return bundles.length > 0 ? bundles : undefined;
  });
  const before = await bench.query(credentials, BOOKS);
  const times: number[] = [];
  const began = performance.now();
  for (let run = 0; run < RUNS; run += 1) {
    const asked = performance.now();
    const { checks } = Answer.parse(await (await call("ops.smoke/run", {})).json());
    times.push(performance.now() - asked);
    const failed = checks.find(({ ok }) => !ok);
    if (failed !== undefined || checks.length !== SMOKE_CHECKS.length)
      throw new Error(`A check did not pass: ${JSON.stringify(failed ?? checks)}`);
  }
  const seconds = (performance.now() - began) / 1_000;
  const after = await bench.query(credentials, BOOKS);
  const changed = before.filter(({ hash }, index) => after[index]?.["hash"] !== hash);
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number) => Math.round(sorted[Math.floor(sorted.length * share)] ?? 0);
  console.log(
    JSON.stringify({
      runs: RUNS,
      checks: RUNS * SMOKE_CHECKS.length,
      seconds: Math.round(seconds),
      medianMs: at(0.5),
      p95Ms: at(0.95),
      tables: before.length,
      changedTables: changed.map(({ table }) => table),
    }),
  );
  if (changed.length > 0 || before.length !== after.length) process.exitCode = 1;
} finally {
  await bench.close();
}
