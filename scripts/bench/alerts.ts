// Ten thousand causes within a minute, told by an Alertmanager in posts of a thousand: of one environment, and of two
// hundred. What one process takes to receive and to tell them, and how many rows are left of them.
// node scripts/bench.mjs alerts [CAUSES]
import { randomUUID } from "node:crypto";
import { openDatabase } from "@/lib/data/client";
import { FakeChannel } from "@/lib/testing/fake-outside";
import { fakeSeal } from "@/lib/testing/fake-seal";
import { receiveAlertmanager } from "@/lib/usecases/alert/receive";
import { tellAlerts } from "@/lib/usecases/alert/tell";
import type { Context, Ports } from "@/lib/usecases/context";
import { required, seedOperations } from "./no-op";

const CAUSES = Number(process.argv[2] ?? 10_000);
const POST = 1_000;
const WANTED_SECONDS = 60;
const ROUTES = 3;

const db = openDatabase(required("DATABASE_URL"));
const channel = new FakeChannel();
const ports = { channel, seal: fakeSeal } as unknown as Ports;
const pusher: Context["actor"] = {
  ...{ kind: "service", id: randomUUID(), name: "alertmanager" },
  grants: [{ role: "service", scope: { level: "fleet" }, rights: ["alert.push"] }],
};
const domains = ["business", "application", "database", "integration", "platform", "continuity"];

async function places(count: number): Promise<string[]> {
  const seeded = await seedOperations(db, {
    ...{ count, steps: ["nothing"], tenants: Math.min(count, 20), clusters: 1, maxOperations: 20 },
  });
  const rows = await db.prisma.environment.findMany({
    where: { operations: { some: { id: { in: seeded.operationIds } } } },
    select: { namespace: true },
  });
  return rows.map(({ namespace }) => namespace);
}

async function count() {
  const { prisma } = db;
  const [alerts, causes, deliveries, notices] = await Promise.all([
    prisma.alert.count(),
    prisma.alertCause.count(),
    prisma.alertDelivery.count(),
    prisma.notice.count(),
  ]);
  return { alerts, causes, deliveries, notices };
}

async function flood(environments: number): Promise<boolean> {
  const namespaces = await places(environments);
  const startsAt = new Date(Date.now() - 1_000).toISOString();
  const before = await count();
  const begun = performance.now();
  const processor = process.cpuUsage();
  let longest = 0;
  for (let first = 0; first < CAUSES; first += POST) {
    const alerts = Array.from({ length: Math.min(POST, CAUSES - first) }, (_, index) => ({
      status: "firing" as const,
      startsAt,
      fingerprint: randomUUID().slice(0, 16),
      labels: {
        alertname: `Cause${first + index}`,
        namespace: namespaces[(first + index) % namespaces.length] ?? "",
        domain: domains[index % domains.length] ?? "platform",
        severity: "critical",
      },
      annotations: { summary: "Something is wrong there, as this benchmark says." },
    }));
    const at = performance.now();
    const ctx = { actor: pusher, correlationId: randomUUID(), now: new Date(), db, ports };
    await receiveAlertmanager(ctx, { version: "4", alerts });
    longest = Math.max(longest, performance.now() - at);
  }
  const received = (performance.now() - begun) / 1_000;
  for (let round = 0; round < 100; round += 1)
    if ((await tellAlerts(db, channel, new Date())).raised === 0) break;
  const seconds = (performance.now() - begun) / 1_000;
  const { user, system } = process.cpuUsage(processor);
  const after = await count();
  const made = (key: keyof typeof after) => after[key] - before[key];
  const enough = seconds < WANTED_SECONDS;
  console.log(
    `${CAUSES} causes of ${environments} environment${environments === 1 ? "" : "s"}: received in ${received.toFixed(1)} s (a post of ${POST} at most ${longest.toFixed(0)} ms), told after ${seconds.toFixed(1)} s, processor ${((user + system) / 1e6).toFixed(1)} s; ${made("alerts")} alerts, ${made("causes")} rows of causes, ${made("deliveries")} messages, ${made("notices")} notices. Wanted: within ${WANTED_SECONDS} s${enough ? "." : ": too slow."}`,
  );
  return enough;
}

for (let index = 0; index < ROUTES; index += 1)
  await db.prisma.alertRoute.create({
    data: {
      ...{ name: `Mail ${index}`, channel: "email", target: "alerts@example.com" },
      tiers: ["page", "ticket", "notice"],
    },
  });
const one = await flood(1);
const many = await flood(200);
await db.close();
process.exitCode = one && many ? 0 : 1;
