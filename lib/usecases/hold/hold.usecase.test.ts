import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "@/lib/data/client";
import { makeTenant, makeWorld, problemOf, type World } from "@/lib/testing/world";
import { approveChange } from "../change/approve";
import { draftChange } from "../change/draft";
import { getChange } from "../change/get";
import { listChanges } from "../change/list";
import { startChange } from "../change/start";
import { submitChange } from "../change/submit";
import type { Context } from "../context";
import { getEnvironment } from "../environment/get";
import { evaluateOperationGates } from "../operation/evaluate-gates";
import { getOverview } from "../overview/get";
import { liftHold } from "./lift";
import { listHolds } from "./list";
import { placeHold } from "./place";

let world: World;
let manager: Context;
let developer: Context;
let plantIt: Context;
let stranger: Context;
let fleetManager: Context;

beforeAll(async () => {
  world = await makeWorld();
  const other = await makeTenant(world.db, randomUUID().slice(0, 8));
  [manager, developer, plantIt, stranger, fleetManager] = await Promise.all([
    world.person("release_manager"),
    world.person("developer"),
    world.person("plant_it"),
    world.person("release_manager", { tenantId: other.id }),
    world.person("release_manager", "fleet"),
  ]);
});
afterAll(() => world.close());

const HOUR = 3_600_000;
const at = (ctx: Context, ahead = 0): Context => ({ ...ctx, now: new Date(Date.now() + ahead) });
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();
const REASON = "Network works in the hall";
const onEnvironment = (environmentId: string) => ({
  level: "environment" as const,
  environmentId,
  reason: REASON,
  until: inHours(4),
});

async function approvedChange() {
  const running = await world.release({ base: "19.0.1.0.0" });
  const wanted = await world.release({ base: "19.0.1.0.1" });
  const environment = await world.environment("staging", running.id);
  const draft = await draftChange(at(developer), {
    environmentId: environment.id,
    releaseId: wanted.id,
    title: "A change for a test",
    reason: "Because the test wants one.",
    rollbackPlan: "The release before is put back.",
    fallback: "",
    communication: "",
  });
  const sent = await submitChange(at(developer), { changeId: draft.id, version: draft.version });
  const { id, version } = await approveChange(at(manager), { changeId: sent.id, version: sent.version });
  return { environmentId: environment.id, call: { changeId: id, version } };
}

/** Runs against a database of which nobody else sees anything, and of which nothing stays: a hold on the fleet would stop every other suite. */
async function unseen(work: (ctx: Context) => Promise<void>): Promise<void> {
  const enough = new Error("rolled back on purpose");
  const run = world.db.transaction(async (tx) => {
    const db = { ...world.db, prisma: tx, transaction: (inner) => inner(tx) } as Database;
    await work({ ...at(fleetManager), db });
    throw enough;
  });
  await expect(run).rejects.toBe(enough);
}

describe("a standing hold stops the start, and lifting it frees it", () => {
  it("of the environment: listed gate, nothing moves; then it starts", async () => {
    const { environmentId, call } = await approvedChange();
    const hold = await placeHold(at(manager), onEnvironment(environmentId));
    const refused = await problemOf(startChange(at(manager), call));
    expect(refused.code).toBe("gate_refused");
    expect(refused.facts["gates"]).toMatchObject([{ id: "not_held", verdict: "fail" }]);
    expect(JSON.stringify(refused.facts["gates"])).toContain(REASON);
    expect(await world.db.prisma.operation.count({ where: { environmentId } })).toBe(0);
    const [listed] = (await listChanges(at(manager), { environmentId })).items;
    expect(listed?.gatesFailing).toBe(1);
    expect((await getChange(at(manager), { changeId: call.changeId })).can.start.allowed).toBe(false);

    const lifted = await liftHold(at(manager), { holdId: hold.id, reason: "The works are done." });
    expect(lifted).toMatchObject({ active: false, liftReason: "The works are done." });
    expect((await startChange(at(manager), call)).state).toBe("in_progress");
  });

  it("of the tenant, and its end frees it as lifting does", async () => {
    const { environmentId, call } = await approvedChange();
    const { tenantId } = world;
    const hold = await placeHold(at(manager), {
      level: "tenant",
      tenantId,
      reason: REASON,
      until: inHours(1),
    });
    const gates = (await problemOf(startChange(at(manager), call))).facts["gates"];
    expect(JSON.stringify(gates)).toContain("the whole tenant");
    expect((await getEnvironment(at(plantIt), { environmentId })).hold).toMatchObject({ id: hold.id });
    expect((await getEnvironment(at(plantIt, 2 * HOUR), { environmentId })).hold).toBeNull();
    const started = await startChange(at(manager, 2 * HOUR), call);
    expect(started.state).toBe("in_progress");
    // At the operation's own start and at a resume it is asked again: held within the hour, free after it.
    const asked = (moment: "start" | "resume", ahead: number) =>
      evaluateOperationGates(
        world.db.prisma,
        started.operationId ?? "",
        moment,
        new Date(Date.now() + ahead),
      );
    for (const moment of ["start", "resume"] as const) {
      expect(await asked(moment, 0)).toMatchObject({ passed: false, failures: [{ id: "not_held" }] });
      expect(await asked(moment, 2 * HOUR)).toEqual({ passed: true, failures: [], held: null });
    }
    await world.db.prisma.operation.update({
      where: { id: started.operationId ?? "" },
      data: { changeId: null },
    });
    expect(await asked("resume", 0), "without a change").toMatchObject({ failures: [{ id: "not_held" }] });
    expect(await asked("resume", 2 * HOUR), "without a change").toMatchObject({ passed: true });
    await liftHold(at(manager), { holdId: hold.id, reason: "For the other tests." });
  });

  it("of the fleet: every tenant's start, told to everyone", async () => {
    const { environmentId, call } = await approvedChange();
    await unseen(async (ctx) => {
      const hold = await placeHold(ctx, { level: "fleet", reason: REASON, until: inHours(4) });
      expect(hold).toMatchObject({ level: "fleet", tenant: null, environment: null, active: true });
      const refused = await problemOf(startChange(ctx, call));
      expect(refused.facts["gates"]).toMatchObject([{ id: "not_held" }]);
      const reader = { ...at(plantIt), db: ctx.db };
      expect((await getOverview(reader, {})).holds.map(({ id }) => id)).toContain(hold.id);
      expect((await getEnvironment(reader, { environmentId })).hold).toMatchObject({ level: "fleet" });
      await liftHold(ctx, { holdId: hold.id, reason: "The works are done." });
      expect((await getEnvironment(reader, { environmentId })).hold).toBeNull();
    });
  });
});

describe("what is written and told", () => {
  it("audit rows for both acts, and an event each", async () => {
    const { id } = await world.environment("staging", null);
    const hold = await placeHold(at(manager), onEnvironment(id));
    await liftHold(at(manager), { holdId: hold.id, reason: "The works are done." });
    const rows = await world.db.prisma.auditEntry.findMany({
      where: { targetId: { in: [id, hold.id] } },
      orderBy: { sequence: "asc" },
    });
    expect(rows.map(({ action, targetKind, outcome }) => `${action} ${targetKind} ${outcome}`)).toEqual([
      "hold.place environment done",
      "hold.lift hold done",
    ]);
    expect(rows[0]?.facts).toMatchObject({ reason: REASON, holdId: hold.id });
    expect(world.told.published).toContain(`hold.placed ${hold.id}`);
    expect(world.told.published).toContain(`hold.lifted ${hold.id}`);
  });

  it("lists what touches an environment, standing or over, and only to those who see it", async () => {
    const { id } = await world.environment("staging", null);
    const over = await placeHold(at(manager), onEnvironment(id));
    await liftHold(at(manager), { holdId: over.id, reason: "The works are done." });
    const standing = await placeHold(at(manager), onEnvironment(id));
    const ids = async (ctx: Context, active?: "true" | "false") =>
      (await listHolds(at(ctx), { environmentId: id, active })).items
        .filter(({ level }) => level === "environment")
        .map((hold) => hold.id);
    expect(await ids(plantIt)).toEqual([standing.id, over.id]);
    expect(await ids(plantIt, "true")).toEqual([standing.id]);
    expect(await ids(plantIt, "false")).toEqual([over.id]);
    expect(await ids(stranger)).toEqual([]);
    const [seen] = (await listHolds(at(plantIt), { environmentId: id, active: "true" })).items;
    expect(seen?.can.lift).toMatchObject({ allowed: false });
    expect(seen?.can.lift.reason).toContain("Plant IT");
  });
});

describe("refusals", () => {
  const refusal = async (ctx: Context, input: Parameters<typeof placeHold>[1]) => {
    const { code, message } = await problemOf(placeHold(at(ctx), input));
    return `${code}: ${message}`;
  };

  it("ends that have passed or lie more than 31 days ahead, and reasons too short", async () => {
    const { id } = await world.environment("staging", null);
    const ending = (hours: number) => ({ ...onEnvironment(id), until: inHours(hours) });
    expect(await refusal(manager, ending(-1))).toMatch(/^invalid_input: until: .*passed/);
    expect(await refusal(manager, ending(31 * 24 + 1))).toMatch(/^invalid_input: until: .*31 days/);
    expect(await refusal(manager, { ...ending(1), until: "tomorrow" })).toMatch(/^invalid_input: until/);
    expect(await refusal(manager, { ...ending(1), reason: " x " })).toMatch(/^invalid_input: reason/);
    expect(await world.db.prisma.hold.count({ where: { environmentId: id } })).toBe(0);
  });

  it("levels without what they name, or with more", async () => {
    const until = inHours(1);
    const { tenantId } = world;
    const given = { reason: REASON, until };
    expect(await refusal(manager, { ...given, level: "environment" })).toContain("Name the environment");
    expect(await refusal(manager, { ...given, level: "tenant" })).toContain("Name the tenant");
    expect(await refusal(manager, { ...given, level: "fleet", tenantId })).toContain("names no tenant");
  });

  it("what is not there or out of scope: not found; in scope without the right: forbidden", async () => {
    const { id } = await world.environment("staging", null);
    const { tenantId } = world;
    const tenantWide = { level: "tenant" as const, reason: REASON, until: inHours(1) };
    expect(await refusal(manager, onEnvironment(randomUUID()))).toMatch(/^not_found/);
    expect(await refusal(stranger, onEnvironment(id))).toMatch(/^not_found/);
    expect(await refusal(stranger, { ...tenantWide, tenantId })).toMatch(/^not_found/);
    expect(await refusal(manager, { ...tenantWide, tenantId: randomUUID() })).toMatch(/^not_found/);
    const mismatched = { ...onEnvironment(id), tenantId: randomUUID() };
    expect(await refusal(manager, mismatched)).toMatch(/^not_found/);
    expect(await refusal(plantIt, onEnvironment(id))).toMatch(/^forbidden: .*Plant IT/);
    expect(await refusal(developer, onEnvironment(id))).toMatch(/^forbidden: .*place holds/);
    expect(await refusal(manager, { level: "fleet", reason: REASON, until: inHours(1) })).toMatch(
      /^forbidden: .*whole fleet/,
    );
  });

  it("more than ten on one environment", async () => {
    const { id } = await world.environment("staging", null);
    for (let placed = 0; placed < 10; placed += 1) await placeHold(at(manager), onEnvironment(id));
    expect(await refusal(manager, onEnvironment(id))).toMatch(/^conflict: 10 holds stand/);
  });

  it("lifting twice, lifting what has ended, lifting what is not there or not one's own", async () => {
    const { id } = await world.environment("staging", null);
    const lift = async (ctx: Context, holdId: string, ahead = 0) => {
      const { code, message } = await problemOf(
        liftHold(at(ctx, ahead), { holdId, reason: "The works are done." }),
      );
      return `${code}: ${message}`;
    };
    const first = await placeHold(at(manager), onEnvironment(id));
    expect(await lift(stranger, first.id)).toMatch(/^not_found/);
    expect(await lift(plantIt, first.id)).toMatch(/^forbidden/);
    expect(await lift(manager, randomUUID())).toMatch(/^not_found/);
    expect(await lift(manager, first.id, 5 * HOUR)).toMatch(/^conflict: .*ended by itself/);
    await liftHold(at(manager), { holdId: first.id, reason: "The works are done." });
    expect(await lift(manager, first.id)).toMatch(/^conflict: .*lifted already/);
    expect((await problemOf(liftHold(at(manager), { holdId: first.id, reason: "x" }))).code).toBe(
      "invalid_input",
    );
  });

  it("the database refuses a level that does not match its ids, and an end beyond 31 days", async () => {
    const data = { reason: REASON, placedById: manager.actor.id, expiresAt: new Date(Date.now() + HOUR) };
    const { tenantId } = world;
    await expect(world.db.prisma.hold.create({ data: { ...data, level: "tenant" } })).rejects.toThrow(
      /hold_level_matches_scope/,
    );
    await expect(
      world.db.prisma.hold.create({ data: { ...data, level: "fleet", tenantId } }),
    ).rejects.toThrow(/hold_level_matches_scope/);
    const far = new Date(Date.now() + 32 * 24 * HOUR);
    await expect(
      world.db.prisma.hold.create({ data: { ...data, level: "tenant", tenantId, expiresAt: far } }),
    ).rejects.toThrow(/hold_expires/);
  });
});
