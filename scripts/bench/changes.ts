// How long the server works on the queue of changes and on one change's page, with ten thousand changes on record: those
// that wait have the path of approvals the policy gives them, and their environments a calendar of windows and freezes.
// Run it by `npm run bench:changes [-- CHANGES EVENTS]`. Each read goes through the same use-cases as a page's first paint.
import { randomUUID } from "node:crypto";
import type { Prisma } from "@/lib/data/generated/client";
import { upcomingOf } from "@/lib/domain/calendar/occurrences";
import { makeChangeWorld } from "@/lib/testing/change-world";
import { getChange } from "@/lib/usecases/change/get";
import { listChanges } from "@/lib/usecases/change/list";
import { keepPaths } from "@/lib/usecases/change/paths";
import { listChangeQueues } from "@/lib/usecases/change-queue/list";
import type { Context } from "@/lib/usecases/context";
import { required } from "./no-op";

const COUNT = Number(process.argv[2] ?? 10_000);
const READS = 60;
/** Unmeasured: a console that has just begun is still being compiled. */
const WARMING = 30;
const QUEUE_LIMIT_MS = 50;
const PAGE_LIMIT_MS = 100;
const ENVIRONMENTS = 40;
const MOVES = 200;
/** Calendar events over each environment. */
const EVENTS = Number(process.argv[3] ?? 40);
/** Few enough that all values of one batch fit one statement. */
const BATCH = 500;

process.env["TEST_DATABASE_URL"] = required("DATABASE_URL");
const world = await makeChangeWorld();
const { prisma } = world.db;

const [running, wanted] = [
  await world.release({ base: "19.0.1.0.0", stock: "19.0.1.0.0", account: "19.0.1.0.0" }),
  await world.release({ base: "19.0.1.0.1", stock: "19.0.1.1.0", account: "19.0.1.0.0" }),
];
const environments: string[] = [];
for (let made = 0; made < ENVIRONMENTS; made += 1) {
  const stage = made % 4 === 0 ? "production" : "staging";
  environments.push((await world.environment(stage, running.id)).id);
}

/** Most of what is on record has ended; one in forty waits for a decision, as many are drafts. */
const stateOf = (index: number) =>
  index % 40 === 0 ? "submitted" : index % 40 === 1 ? "draft" : index % 3 === 0 ? "cancelled" : "rejected";
const rows = Array.from({ length: COUNT }, (_, index): Prisma.ChangeCreateManyInput => {
  const at = new Date(Date.now() - index * 60_000);
  return {
    id: randomUUID(),
    tenantId: world.tenantId,
    environmentId: environments[(index + Math.floor(index / 40)) % ENVIRONMENTS] ?? "",
    releaseId: wanted.id,
    requesterId: world.developer.actor.id,
    authorIds: [world.developer.actor.id],
    title: `Change ${index} of the benchmark`,
    reason: "One of many on record.",
    rollbackPlan: "The release before is put back.",
    state: stateOf(index),
    contentHash: randomUUID(),
    createdAt: at,
    updatedAt: at,
  };
});
for (let start = 0; start < COUNT; start += BATCH)
  await prisma.change.createMany({ data: rows.slice(start, start + BATCH) });

const waiting = await prisma.change.findMany({ where: { state: "submitted", tenantId: world.tenantId } });
await keepPaths(prisma, waiting);
await prisma.calendarEvent.createMany({ data: environments.flatMap(eventsOf) });

const { change } = await world.submitted("production");
await prisma.changeMove.createMany({
  data: Array.from({ length: MOVES }, (_, index) => ({
    changeId: change.id,
    event: "revise",
    fromState: "submitted" as const,
    toState: "draft" as const,
    actorName: "A person",
    note: "A line of a long history.",
    at: new Date(Date.now() - index * 60_000),
  })),
});
await prisma.$executeRaw`ANALYZE`;

/** Windows each weekend, and what stands out of them: freezes on single days, month ends, cut-offs. */
function eventsOf(environmentId: string): Prisma.CalendarEventCreateManyInput[] {
  return Array.from({ length: EVENTS }, (_, index) => {
    const start = new Date(Date.UTC(2026, 0, 1 + index * 4, index % 24)).toISOString().slice(0, 16);
    const shapes = [
      { kind: "maintenance_window", effect: "opens", recurrence: "FREQ=WEEKLY;INTERVAL=2" },
      { kind: "freeze", effect: "blocks", recurrence: "FREQ=YEARLY" },
      { kind: "fiscal_close", effect: "blocks", recurrence: "FREQ=MONTHLY", moduleFamilies: ["account"] },
      { kind: "carrier_cut_off", effect: "warns", recurrence: "FREQ=DAILY" },
    ] as const;
    const shape = shapes[index % shapes.length] ?? shapes[0];
    const times = { zone: "Europe/Berlin", start, durationMinutes: 180, recurrence: shape.recurrence };
    const next = upcomingOf({ ...times, exceptions: [] }, new Date());
    return {
      ...{ kind: shape.kind, effect: shape.effect, recurrence: shape.recurrence, title: `Entry ${index}` },
      moduleFamilies: "moduleFamilies" in shape ? [...shape.moduleFamilies] : [],
      ...{ level: "environment", tenantId: world.tenantId, environmentId, stages: ["production", "staging"] },
      ...{ zone: times.zone, localStart: start, durationMinutes: 180, createdById: world.manager.actor.id },
      ...{ nextFrom: next?.from ?? null, nextUntil: next?.until ?? null },
    };
  });
}

/** `limitMs` is null where nothing waits for it: the rows stand there already. */
type Measured = { name: string; limitMs: number | null; read(ctx: Context): Promise<unknown> };
const deep = await (async () => {
  let cursor: string | undefined;
  for (let page = 0; page < 20; page += 1) {
    const { nextCursor } = await listChanges(world.manager, { limit: 50, ...(cursor ? { cursor } : {}) });
    cursor = nextCursor ?? cursor;
  }
  return cursor ?? "";
})();
type Asked = Exclude<Parameters<typeof listChanges>[1], undefined>;
/** As the page asks: its rows first, then the same with the gates of each. */
const queue = (name: string, input: Asked): Measured[] => [
  {
    name: `queue, ${name}`,
    limitMs: QUEUE_LIMIT_MS,
    read: (ctx) => listChanges(ctx, { ...input, gates: "leave" }),
  },
  { name: "  and its gates", limitMs: null, read: (ctx) => listChanges(ctx, input) },
];
const measured: readonly Measured[] = [
  ...queue("first page", { limit: 25 }),
  ...queue("waiting for me", { limit: 25, waiting: "me" }),
  ...queue("25 to decide on", { limit: 25, waiting: "decision" }),
  ...queue("ended", { limit: 25, waiting: "ended" }),
  ...queue("page 21", { limit: 25, cursor: deep }),
  ...queue("by words of all", { limit: 25, search: "of the benchmark" }),
  ...queue("by words of one", { limit: 25, search: "Change 7777 of" }),
  ...queue("by words of none", { limit: 25, search: "nobody wrote this" }),
  ...queue("by number", { limit: 25, search: `CHG-${change.number.replace(/\D/g, "")}` }),
  {
    name: "queues and their counts",
    limitMs: QUEUE_LIMIT_MS,
    read: (ctx) => listChangeQueues(ctx, {}),
  },
  {
    name: "one change, full history",
    limitMs: PAGE_LIMIT_MS,
    read: (ctx) => getChange(ctx, { changeId: change.id }),
  },
];

let slow = 0;
const mine = await listChanges(world.manager, { limit: 25, waiting: "me" });
console.log(`${mine.items.length} on the page that waits for the reader`);
console.log(`${COUNT} changes on record, ${ENVIRONMENTS} environments; ${READS} reads each`);
for (const { name, limitMs, read } of measured) {
  const took: number[] = [];
  for (let round = 0; round < READS + WARMING; round += 1) {
    const began = performance.now();
    await read({ ...world.manager, now: new Date() });
    if (round >= WARMING) took.push(performance.now() - began);
  }
  took.sort((one, other) => one - other);
  const at = (share: number) => took[Math.floor(share * (READS - 1))] ?? 0;
  if (limitMs !== null && at(0.95) > limitMs) slow += 1;
  const wanted = limitMs === null ? "" : ` (wanted: ${limitMs} ms or less)`;
  console.log(`${name.padEnd(26)} p50 ${at(0.5).toFixed(1)} ms, p95 ${at(0.95).toFixed(1)} ms${wanted}`);
}
await world.close();
process.exitCode = slow === 0 ? 0 : 1;
