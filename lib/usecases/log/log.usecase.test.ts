import { afterAll, expect, it } from "vitest";
import { makeAlertWorld } from "@/lib/testing/alert-world";
import { FakeLogs } from "@/lib/testing/fake-connectors";
import { problemOf } from "@/lib/testing/world";
import { getLogPlace } from "./place";
import { searchLogs } from "./search";

const world = await makeAlertWorld();
const { db, manager, plantIt, stranger } = world;
const logs = new FakeLogs();
world.ports.logs = logs;
afterAll(() => world.close());

const MINUTE = 60_000;
const written = (minutesAgo: number, text: string) => ({
  ...{ at: new Date(Date.now() - minutesAgo * MINUTE), pod: "web-1", container: "odoo", text },
});

it("finds lines by text and loudness beside what was operated meanwhile, and writes down who looked for what", async () => {
  const { id: environmentId } = await world.environment("production", null);
  logs.answer = {
    ...logs.answer,
    lines: [
      written(30, "2026-11-21 13:30:00,000 1 ERROR db odoo.http: long ago"),
      written(3, "2026-11-21 14:00:00,000 1 INFO db odoo.http: order 7 opened"),
      written(2, "2026-11-21 14:01:00,000 1 ERROR db odoo.http: order 7 failed"),
      written(2, "Traceback (most recent call last): order 7"),
      written(1, "2026-11-21 14:02:00,000 1 WARNING db odoo.http: order 8 slow"),
    ],
  };
  const found = await searchLogs(manager, {
    environmentId,
    window: "15m",
    severity: "error",
    text: "Order 7",
  });
  expect(found.lines.map(({ severity, text }) => `${severity} ${text.slice(-7)}`)).toEqual([
    "error  failed",
    "error order 7",
  ]);
  expect(found.buckets.reduce((sum, { errors }) => sum + errors, 0)).toBe(2);
  expect(found.cut).toBe(false);
  expect(logs.asked.at(-1)?.target.clusterId).toBe(world.clusterId);
  const row = await db.prisma.auditEntry.findFirstOrThrow({
    where: { targetId: environmentId, action: "log.read" },
    orderBy: { sequence: "desc" },
  });
  expect(row).toMatchObject({ outcome: "done", actorId: manager.actor.id });
  expect(row.facts).toMatchObject({ text: "Order 7", severity: "error", lines: 2 });
});

it("is refused with a reason to whoever may see the place but not its logs, and hidden from everybody else", async () => {
  const { id: environmentId } = await world.environment("production", null);
  const before = logs.asked.length;
  expect((await getLogPlace(plantIt, { environmentId })).can.read).toMatchObject({ allowed: false });
  const refused = await problemOf(searchLogs(plantIt, { environmentId }));
  expect(refused).toMatchObject({ code: "forbidden" });
  expect(refused.message).toContain("read logs of pods");
  expect((await problemOf(searchLogs(stranger, { environmentId }))).code).toBe("not_found");
  expect(logs.asked.length).toBe(before);
  const audited = await db.prisma.auditEntry.count({
    where: { targetId: environmentId, outcome: "refused" },
  });
  expect(audited).toBeGreaterThanOrEqual(1);
});
