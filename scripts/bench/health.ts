// Sweeps of health over one cluster of many environments, every question answered for each of them: what one worker
// computes and what PostgreSQL keeps. Wanted: at most half of a core at a sweep every 30 s.
// node scripts/bench.mjs health [ENVIRONMENTS] [SWEEPS]
import { randomUUID } from "node:crypto";
import { openDatabase } from "@/lib/data/client";
import { HEALTH_SIGNALS, SIGNAL_IDS } from "@/lib/domain/health/catalog";
import { WORKFLOW_IDS } from "@/lib/domain/health/domains";
import { QUESTION_IDS } from "@/lib/domain/health/promql";
import { FakeChannel } from "@/lib/testing/fake-outside";
import { FakeSignals } from "@/lib/testing/fake-signals";
import { getFleetHealth } from "@/lib/usecases/health/fleet";
import { getEnvironmentHealth } from "@/lib/usecases/health/get";
import { sweepCluster } from "@/lib/usecases/health/sweep";
import { required, seedOperations } from "./no-op";

const ENVIRONMENTS = Number(process.argv[2] ?? 1_000);
const SWEEPS = Number(process.argv[3] ?? 10);
const INTERVAL_MS = 30_000;
const WANTED_SHARE = 0.5;
/** Of a hundred environments this many have a signal that changes its state in a sweep. */
const CHANGING_PERCENT = 2;

const db = openDatabase(required("DATABASE_URL"));
await seedOperations(db, {
  count: ENVIRONMENTS,
  steps: ["nothing"],
  tenants: 20,
  clusters: 1,
  maxOperations: 20,
});
await db.prisma.tenant.updateMany({ data: { tier: "tier1" } });
await db.prisma.environment.updateMany({ data: { stage: "production", observedAt: new Date() } });
const environments = await db.prisma.environment.findMany({
  select: { id: true, namespace: true, clusterId: true },
});
const clusterId = environments[0]?.clusterId ?? "";
const signals = new FakeSignals();

function tell(sweep: number): void {
  for (const id of QUESTION_IDS) {
    const keys = id === "workflow_failures" ? WORKFLOW_IDS : [null];
    const values = environments.flatMap(({ namespace }, index) =>
      keys.map((key) => ({ namespace, key, value: readingOf(id, index, sweep) })),
    );
    signals.tellSwept(id, { values, at: null, failure: null });
  }
}

/** Noise well inside the limits, and a fault that comes and goes here and there. */
function readingOf(question: string, index: number, sweep: number): number {
  const faulty = question === "error_ratio" && (index + Math.floor(sweep / 4)) % 100 < CHANGING_PERCENT;
  return faulty ? 0.5 : Math.random() * 0.01;
}

let clock = Date.now();
const runs: { cpuMs: number; wallMs: number; changes: number }[] = [];
for (let sweep = 0; sweep <= SWEEPS; sweep += 1) {
  tell(sweep);
  clock += INTERVAL_MS;
  await db.prisma.environment.updateMany({ data: { observedAt: new Date(clock) } });
  const deps = { db, channel: new FakeChannel(), signals, raise: async () => undefined };
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  const { changes } = await sweepCluster(
    deps,
    { id: clusterId, name: "bench" },
    { intervalMs: INTERVAL_MS, now: () => new Date(clock), stopping: new AbortController().signal },
  );
  const { user, system } = process.cpuUsage(cpu);
  const run = {
    cpuMs: Math.round((user + system) / 1_000),
    wallMs: Math.round(performance.now() - wall),
    changes,
  };
  console.log(`${sweep === 0 ? "first sweep" : `sweep ${sweep}`}: ${JSON.stringify(run)}`);
  if (sweep > 0) runs.push(run);
}

const worst = Math.max(...runs.map(({ cpuMs }) => cpuMs));
const mean = runs.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / runs.length;
const [size] = await db.prisma.$queryRaw<{ bytes: number; rows: number }[]>`
  SELECT pg_total_relation_size('health_sample')::float8 AS bytes, (SELECT count(*)::int FROM health_sample) AS rows`;
const bytes = (size?.bytes ?? 0) / (size?.rows ?? 1);
const kept = 720 + 14 * 288 + 400 * 24;
const context = {
  ...{ db, correlationId: randomUUID(), now: new Date(clock), ports: {} },
  actor: {
    kind: "person",
    id: randomUUID(),
    name: "bench",
    grants: [{ role: "auditor", scope: { level: "fleet" } }],
  },
} as unknown as Parameters<typeof getEnvironmentHealth>[0];
/** Milliseconds each took, the shortest first. */
async function timed(works: readonly (() => Promise<unknown>)[]): Promise<readonly number[]> {
  const times: number[] = [];
  for (const work of works) {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  }
  return times.sort((left, right) => left - right);
}
const times = await timed(
  environments.slice(0, 100).map(
    ({ id }) =>
      () =>
        getEnvironmentHealth(context, { environmentId: id }),
  ),
);
const heat = await timed(Array.from({ length: 40 }, () => () => getFleetHealth(context, { limit: 12 })));
const share = worst / INTERVAL_MS;
console.log(
  [
    `${environments.length} environments × ${SIGNAL_IDS.length} signals (${Object.keys(HEALTH_SIGNALS).length} known), ${QUESTION_IDS.length} questions a sweep`,
    `processor time of a sweep: mean ${Math.round(mean)} ms, most ${worst} ms = ${(share * 100).toFixed(1)} % of a core`,
    `one sample: ${Math.round(bytes)} bytes with its indexes; kept of an environment: ${((bytes * kept) / 1e6).toFixed(1)} MB`,
    `health of one environment from PostgreSQL: p50 ${times[50]?.toFixed(1)} ms, p95 ${times[95]?.toFixed(1)} ms`,
    `the fleet's worst twelve from PostgreSQL: p50 ${heat[20]?.toFixed(1)} ms, p95 ${heat[38]?.toFixed(1)} ms`,
  ].join("\n"),
);
await db.close();
if (share > WANTED_SHARE) process.exit(1);
