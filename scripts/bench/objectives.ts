// A turn of the objectives over many environments: readings of a minute counted, windows of 28 days summed, burn rates of
// six hours judged. Wanted: at most a tenth of a core at a turn a minute.
// node scripts/bench.mjs objectives [ENVIRONMENTS] [TURNS]
import { openDatabase } from "@/lib/data/client";
import { SLOTS } from "@/lib/domain/health/catalog";
import { FakeChannel } from "@/lib/testing/fake-outside";
import { plantHoursReader } from "@/lib/usecases/service-level/plant-hours";
import { serviceLevelTurn } from "@/lib/usecases/service-level/sweep";
import { required, seedOperations } from "./no-op";

const ENVIRONMENTS = Number(process.argv[2] ?? 1_000);
const TURNS = Number(process.argv[3] ?? 8);
const TURN_SECONDS = 30;
const MINUTE_MS = 60_000;
const WANTED_SHARE = 0.1;
const LAG_MS = 15_000;

const db = openDatabase(required("DATABASE_URL"));
await seedOperations(db, {
  ...{ count: ENVIRONMENTS, steps: ["nothing"], tenants: 20, clusters: 1, maxOperations: 20 },
});
await db.prisma.tenant.updateMany({ data: { tier: "tier1" } });
await db.prisma.environment.updateMany({ data: { stage: "production" } });
const creator = await db.prisma.user.create({
  data: { email: "bench@example.com", name: "bench", passwordHash: "", timeZone: "UTC" },
});
for (const { id: tenantId } of await db.prisma.tenant.findMany({ select: { id: true } }))
  await addShifts(tenantId);

/** Two shifts on every working day, as a plant has them. */
async function addShifts(tenantId: string): Promise<void> {
  for (const hour of ["06", "14"])
    await db.prisma.calendarEvent.create({
      data: {
        ...{
          kind: "shift",
          effect: "informs",
          level: "tenant",
          tenantId,
          title: `Shift from ${hour}`,
          reason: "",
        },
        ...{
          stages: ["production"],
          zone: "Europe/Berlin",
          localStart: `2026-01-05T${hour}:00`,
          durationMinutes: 480,
        },
        ...{ recurrence: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", createdById: creator.id },
        ...{ nextFrom: new Date(), nextUntil: new Date(Date.now() + 480 * MINUTE_MS) },
      },
    });
}

// A Tuesday morning, in the middle of a shift.
let clock = new Date("2026-11-24T09:00:00Z").getTime();
const deps = { db, channel: new FakeChannel(), plantHours: plantHoursReader(db) };

/** One reading of every environment; here and there a share of requests and work orders fails. */
const readings = (at: number) =>
  db.prisma.$executeRaw`
    INSERT INTO health_sample (environment_id, level, at, readings)
    SELECT e.id, 0, ${new Date(at)}::timestamptz,
           (SELECT array_agg(CASE WHEN place = 11 THEN 5.0 ELSE (random() * 0.001)::real END) FROM generate_series(1, ${SLOTS}) AS place)::real[]
      FROM environment e ON CONFLICT DO NOTHING`;

async function turn(): Promise<{ cpuMs: number; wallMs: number }> {
  clock += MINUTE_MS;
  for (const before of [30_000, 0]) await readings(clock - LAG_MS - before);
  const row = await db.prisma.serviceLevelTurn.findUnique({ where: { id: 1 } });
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  const swept = await serviceLevelTurn(deps, row?.countedUntil ?? null, {
    ...{ now: new Date(clock), turnSeconds: TURN_SECONDS, stopping: new AbortController().signal },
  });
  const { user, system } = process.cpuUsage(cpu);
  const told = { cpuMs: Math.round((user + system) / 1_000), wallMs: Math.round(performance.now() - wall) };
  console.log(JSON.stringify({ ...swept, ...told }));
  return told;
}

await db.prisma.serviceLevelTurn.create({ data: { id: 1, countedUntil: new Date(clock) } });
await turn();
await db.prisma.$executeRaw`
  INSERT INTO service_level_tally (service_level_id, level, at, good, bad, known, unknown)
  SELECT s.id, 1, at, 3590, 10, 3600, 0 FROM service_level s,
         generate_series(${new Date(clock)}::timestamptz - interval '28 days', ${new Date(clock)}::timestamptz - interval '2 hours', '1 hour') AS at
      ON CONFLICT DO NOTHING`;
await db.prisma.$executeRaw`
  INSERT INTO service_level_tally (service_level_id, level, at, good, bad, known, unknown)
  SELECT s.id, 0, at, 299, 1, 300, 0 FROM service_level s,
         generate_series(date_bin('5 minutes', ${new Date(clock)}::timestamptz, 'epoch'::timestamptz) - interval '6 hours', ${new Date(clock)}::timestamptz - interval '10 minutes', '5 minutes') AS at
      ON CONFLICT DO NOTHING`;
await db.prisma.$executeRaw`ANALYZE service_level_tally`;
await db.prisma.$executeRaw`UPDATE service_level SET sum_until = NULL`;
console.log("windows summed anew, some at a time:");
const runs: { cpuMs: number; wallMs: number }[] = [];
for (let count = 0; count < TURNS; count += 1) runs.push(await turn());

const [size] = await db.prisma.$queryRaw<{ bytes: number; rows: number }[]>`
  SELECT pg_total_relation_size('service_level_tally')::float8 AS bytes, (SELECT count(*)::int FROM service_level_tally) AS rows`;
const most = Math.max(...runs.map(({ cpuMs }) => cpuMs));
const mean = (key: "cpuMs" | "wallMs") =>
  Math.round(runs.reduce((sum, run) => sum + run[key], 0) / runs.length);
const perRow = (size?.bytes ?? 0) / (size?.rows ?? 1);
const objectives = await db.prisma.serviceLevel.count();
console.log(
  [
    `${ENVIRONMENTS} environments, ${objectives} objectives, ${size?.rows} rows counted`,
    `processor time of a turn in the worker: mean ${mean("cpuMs")} ms, most ${most} ms = ${((most / MINUTE_MS) * 100).toFixed(2)} % of a core`,
    `a turn from begin to end, PostgreSQL included: mean ${mean("wallMs")} ms, most ${Math.max(...runs.map(({ wallMs }) => wallMs))} ms`,
    `one row: ${Math.round(perRow)} bytes with its indexes; kept of an objective: ${((perRow * (96 + 70 * 24)) / 1e3).toFixed(0)} kB`,
  ].join("\n"),
);
await db.close();
if (most / MINUTE_MS > WANTED_SHARE) process.exit(1);
