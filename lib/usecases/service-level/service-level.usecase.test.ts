import { afterAll, beforeAll, expect, it } from "vitest";
import { HEALTH_SIGNALS } from "@/lib/domain/health/catalog";
import { storeEvent } from "@/lib/testing/calendar-rows";
import { FakeChannel } from "@/lib/testing/fake-outside";
import { makeWorld, problemOf, type World } from "@/lib/testing/world";
import { loadSettling } from "../change/settling";
import { editServiceLevelPolicy } from "./edit-policy";
import { getServiceLevel } from "./get";
import { listServiceLevels } from "./list";
import { plantHoursReader } from "./plant-hours";
import { listServiceLevelPolicies } from "./policies";
import { getServiceReport } from "./report";
import { followServiceLevel, setServiceLevel } from "./set";
import { serviceLevelTurn } from "./sweep";

const MINUTE_MS = 60_000;
const TURN_SECONDS = 30;
const among = (count: number) => Math.floor(Math.random() * count);
/** An hour of its own for each run, far from what others measure: a Monday morning at the plant. */
const START = new Date(Date.UTC(2031 + among(50), 2, 3 + among(20), 6));
const stopping = new AbortController().signal;
const indicator = "work_order" as const;
const terms = {
  ...{ limit: 0.25, target: 0.99, windowDays: 7, hours: "always" as const, enabled: true },
  plannedDowntime: "left_out" as const,
};

let world: World;
let environmentId: string;
let id: string;
let clock = START;

beforeAll(async () => {
  world = await makeWorld();
  environmentId = (await world.environment("production", (await world.release()).id)).id;
  await world.db.prisma.serviceLevelTurn.upsert({
    where: { id: 1 },
    create: { id: 1, countedUntil: START },
    update: { countedUntil: START },
  });
});
afterAll(() => world.close());

/** Readings of some minutes, one each turn; null is silence. */
async function passes(minutes: number, share: number | null): Promise<void> {
  const { slot } = HEALTH_SIGNALS.work_orders;
  const readings = `{${"NULL,".repeat(slot)}${share ?? "NULL"}}`;
  const until = new Date(clock.getTime() + minutes * MINUTE_MS);
  await world.db.prisma.$executeRaw`
    INSERT INTO health_sample (environment_id, level, at, readings)
    SELECT ${environmentId}::uuid, 0, at, ${readings}::text::real[]
      FROM generate_series(${clock}::timestamptz, ${until}::timestamptz, '30 seconds') AS at WHERE at > ${clock}::timestamptz`;
  clock = until;
}

/** A turn right after the last reading was written. */
async function turn(countedUntil?: Date | null): Promise<void> {
  const { db } = world;
  const row = await db.prisma.serviceLevelTurn.findUniqueOrThrow({ where: { id: 1 } });
  const deps = { db, channel: new FakeChannel(), plantHours: plantHoursReader(db) };
  const now = new Date(clock.getTime() + 15_000);
  const from = countedUntil === undefined ? row.countedUntil : countedUntil;
  await serviceLevelTurn(deps, from, { now, turnSeconds: TURN_SECONDS, stopping });
}

const level = () => world.db.prisma.serviceLevel.findUniqueOrThrow({ where: { id } });
const causes = () =>
  world.db.prisma.alertCause.findMany({
    where: { environmentId, source: "objective", key: `objective:${id}` },
    include: { alert: true },
  });

it("is set by whom the environment is trusted to, over what they saw, and audited; others are refused or see nothing", async () => {
  const manager = await world.person("release_manager");
  const set = await setServiceLevel(manager, { environmentId, indicator, version: 0, ...terms });
  id = set.id;
  expect(set).toMatchObject({ title: "Confirm work orders", custom: true, budgetLeft: null, alarm: "none" });
  const again = setServiceLevel(manager, { environmentId, indicator, version: 0, ...terms });
  expect((await problemOf(again)).code).toBe("conflict");
  const wrong = setServiceLevel(manager, { environmentId, indicator, version: 1, ...terms, limit: 2 });
  expect((await problemOf(wrong)).message).toContain(
    "The limit of “Confirm work orders” lies between 0.01 and 1.",
  );
  const plant = await world.person("plant_it");
  const refused = setServiceLevel(plant, { environmentId, indicator, version: 1, ...terms });
  expect((await problemOf(refused)).code).toBe("forbidden");
  const other = await makeWorld();
  const stranger = await other.person("release_manager");
  const hidden = setServiceLevel(stranger, { environmentId, indicator, version: 1, ...terms });
  expect((await problemOf(hidden)).code).toBe("not_found");
  expect((await problemOf(getServiceLevel(stranger, { serviceLevelId: id }))).code).toBe("not_found");
  expect((await listServiceLevels(stranger, {})).items).toEqual([]);
  await other.close();
  const audited = await world.db.prisma.auditEntry.findMany({
    where: { action: "service_level.edit", environmentId },
    select: { outcome: true },
  });
  expect(audited.map(({ outcome }) => outcome).sort()).toEqual([
    "done",
    "refused",
    "refused",
    "refused",
    "refused",
  ]);
});

it("counts each reading once, burns by what is bad, and raises one alert while it burns too fast", async () => {
  await passes(60, 0);
  await turn();
  expect(await level()).toMatchObject({ budgetLeft: 1, attained: 1, alarm: "none" });
  await passes(10, 0.9);
  await turn();
  // 600 s of the 1 % of seven days, which is 6 048 s; and 10 of the last 60 to 65 minutes are 16 times too many.
  const burning = await level();
  expect(burning.budgetLeft).toBeCloseTo(1 - 600 / 6_048, 6);
  expect(burning).toMatchObject({ alarm: "fast", alarmSince: new Date(clock.getTime() + 15_000) });
  await turn(START);
  await turn();
  expect((await level()).budgetLeft).toBe(burning.budgetLeft);
  const [cause, ...more] = await causes();
  expect(more).toEqual([]);
  expect(cause).toMatchObject({ key: `objective:${id}`, severity: "bad", standing: true });
  expect(cause?.sentence).toMatch(
    /^Confirm work orders: the error budget burns 1[56](\.\d)? times as fast as it may over 1 h; at this pace all of it lasts \d+ h\. Left: 90\u00a0%\.$/,
  );
  expect(cause?.alert).toMatchObject({ domain: "business", state: "open" });
});

it("is neither burnt nor mended while nothing is known", async () => {
  const before = await level();
  await passes(20, null);
  await turn();
  expect(await level()).toMatchObject({ alarm: "fast", budgetLeft: before.budgetLeft });
  expect((await causes())[0]).toMatchObject({ standing: true });
});

it("ends its alert when it no longer burns, and tells what burnt it", async () => {
  await passes(90, 0);
  await turn();
  expect(await level()).toMatchObject({ alarm: "none", alarmSince: null });
  expect((await causes()).map(({ standing }) => standing)).toEqual([false]);
  const reader = { ...(await world.person("plant_it")), now: new Date(clock.getTime() + 20_000) };
  const shown = await getServiceLevel(reader, { serviceLevelId: id });
  expect(shown.can.edit.allowed).toBe(false);
  expect(shown.budget).toBe("1 h 31 min of 1 h 41 min");
  expect(shown.unknownShare).toBeCloseTo(20 / 180, 6);
  expect(shown.course.at(-1)?.left).toBeCloseTo(1 - 600 / 6_048, 6);
  const spent = shown.course.reduce((sum, point) => sum + (point.spent ?? 0), 0);
  expect(spent).toBeCloseTo(600 / 6_048, 6);
  const month = START.toISOString().slice(0, 7);
  const report = await getServiceReport(reader, { month });
  const row = report.rows.find((one) => one.indicator === indicator);
  expect(row).toMatchObject({ good: 9_000, bad: 600, unit: "seconds", kept: false, unknownSeconds: 1_200 });
});

it("is a gate of the next change when it is exhausted, as its tier says", async () => {
  await passes(120, 0.9);
  await turn();
  const left = (await level()).budgetLeft ?? 1;
  expect(left).toBeCloseTo(1 - 7_800 / 6_048, 6);
  const settling = await loadSettling(world.db.prisma, [{ environmentId, class: "normal" }], clock);
  expect(settling({ environmentId }).budgets).toEqual([
    { indicator, left, measuredAt: new Date(clock.getTime() + 15_000), rule: "warn" },
  ]);
  const reader = await world.person("plant_it");
  const worst = await listServiceLevels(reader, { show: "exhausted" });
  expect(worst.items.map((one) => one.id)).toEqual([id]);
  const pages: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await listServiceLevels(reader, { limit: 1, ...(cursor == null ? {} : { cursor }) });
    pages.push(...page.items.map((one) => one.indicator));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(pages[0]).toBe(indicator);
  expect([...pages].sort()).toEqual(["requests", "scheduler", "work_order", "workflows"]);
});

it("ends with its alert when it is switched off, and goes when its tier does not ask for it", async () => {
  const manager = { ...(await world.person("release_manager")), now: new Date(clock.getTime() + 20_000) };
  expect((await level()).alarm).toBe("fast");
  const off = await setServiceLevel(manager, {
    environmentId,
    indicator,
    version: 1,
    ...terms,
    enabled: false,
  });
  expect(off).toMatchObject({ enabled: false, alarm: "none" });
  expect((await causes()).every(({ standing }) => !standing)).toBe(true);
  expect(await followServiceLevel(manager, { environmentId, indicator })).toEqual({ followed: true });
  await turn();
  expect(await world.db.prisma.serviceLevel.findUnique({ where: { id } })).toBeNull();
});

/** A deployment that is under way and closes the door for so many minutes from now on. */
async function closesFor(minutes: number, changeClass: "normal" | "emergency", by: string): Promise<void> {
  const { tenantId, clusterId } = world;
  const until = new Date(clock.getTime() + minutes * MINUTE_MS);
  const release = await world.release();
  const place = { tenantId, environmentId, releaseId: release.id };
  const change = await world.db.prisma.change.create({
    data: {
      ...{ ...place, requesterId: by, authorIds: [by], class: changeClass },
      ...{ title: "t", reason: "r", rollbackPlan: "p", contentHash: "h", state: "in_progress" },
      emergencyReason: changeClass === "emergency" ? "The plant stands." : null,
    },
  });
  const step = (name: string, position: number) =>
    ({ name, position, timeoutMs: 1_000, state: "done", startedAt: clock, finishedAt: until }) as const;
  await world.db.prisma.operation.create({
    data: {
      ...{ ...place, clusterId, changeId: change.id, kind: "deploy", strategy: "recreate" },
      ...{ state: "succeeded", startedAt: clock, finishedAt: until, deadlineAt: until, correlationId: "c" },
      steps: { create: [step("quiesce", 0), step("open", 1)] },
    },
  });
}

it("leaves out what was announced, says how long, and counts it where the objective says so", async () => {
  const manager = await world.person("release_manager");
  const by = (await world.db.prisma.user.findFirstOrThrow({ select: { id: true } })).id;
  environmentId = (await world.environment("production", (await world.release()).id)).id;
  const kept = await setServiceLevel(manager, { environmentId, indicator, version: 0, ...terms });
  const strict = await setServiceLevel(manager, {
    ...{ environmentId, indicator: "workflows", version: 0, ...terms, plannedDowntime: "counts" },
  });
  const place = { id: environmentId, tenantId: world.tenantId, stage: "production" as const };
  const until = new Date(clock.getTime() + 20 * MINUTE_MS);
  const window = { environment: place, kind: "maintenance_window" as const, from: clock, until };
  const { id: eventId } = await storeEvent(world.db, { ...window, createdById: by });
  const counted = async (serviceLevelId: string) => {
    const reader = { ...(await world.person("plant_it")), now: new Date(clock.getTime() + 20_000) };
    const hours = await world.db.prisma.serviceLevelTally.findMany({ where: { serviceLevelId, level: 1 } });
    const { plannedSeconds } = await getServiceLevel(reader, { serviceLevelId });
    return { plannedSeconds, bad: hours.reduce((sum, { bad }) => sum + bad, 0) };
  };
  const fails = async (minutes: number) => {
    await passes(minutes, 0.9);
    await turn();
    return { left: await counted(kept.id), counts: await counted(strict.id) };
  };
  // A window that announces nothing is no downtime; one that does is, and what looks back into it for two minutes.
  expect((await fails(5)).left).toEqual({ plannedSeconds: 0, bad: 300 });
  await world.db.prisma.calendarEvent.update({ where: { id: eventId }, data: { announces: ["business"] } });
  expect((await fails(15)).left).toEqual({ plannedSeconds: 900, bad: 300 });
  expect(await fails(10)).toEqual({
    left: { plannedSeconds: 900 + 90, bad: 300 + 510 },
    counts: { plannedSeconds: 0, bad: 1_800 },
  });
  await closesFor(8, "normal", by);
  expect((await fails(8)).left).toEqual({ plannedSeconds: 990 + 480, bad: 810 });
  await passes(5, 0);
  await closesFor(4, "emergency", by);
  expect((await fails(4)).left).toEqual({ plannedSeconds: 1_470 + 90, bad: 810 + 240 });
});

it("of a tier is set by whom the fleet is trusted to, over what they saw, and never by whom one tenant is", async () => {
  const tier = "tier3" as const;
  const fleet = await world.person("release_manager", "fleet");
  const before = (await listServiceLevelPolicies(fleet, {})).items.find((one) => one.tier === tier);
  if (before === undefined) throw new Error("no such tier");
  const { settings, version } = before;
  const burn = { ...settings.burn, fast: { ...settings.burn.fast, rate: 2 } };
  const wrong = editServiceLevelPolicy(fleet, { tier, version, settings: { ...settings, burn } });
  expect((await problemOf(wrong)).message).toContain("cannot begin at a lower rate than the slow one");
  const manager = await world.person("release_manager");
  const refused = editServiceLevelPolicy(manager, { tier, version, settings });
  expect((await problemOf(refused)).code).toBe("forbidden");
  const set = await editServiceLevelPolicy(fleet, { tier, version, settings });
  expect(set).toMatchObject({ standard: false, version: version + 1, settings });
  const late = editServiceLevelPolicy(fleet, { tier, version, settings });
  expect((await problemOf(late)).code).toBe("conflict");
});
