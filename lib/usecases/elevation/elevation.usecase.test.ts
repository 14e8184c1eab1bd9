import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { at, type ChangeWorld, makeChangeWorld } from "@/lib/testing/change-world";
import { makeTenant, problemOf } from "@/lib/testing/world";
import { approveChange } from "../change/approve";
import type { Context } from "../context";
import { placeHold } from "../hold/place";
import { getIncident } from "../incident/get";
import { openIncident } from "../incident/open";
import { getNavigation } from "../overview/navigation";
import { resolveSession } from "../session/resolve";
import { approveElevation, refuseElevation } from "./answer";
import { askElevation } from "./ask";
import { endElevation } from "./end";
import { listElevations, listMyElevations } from "./list";

let world: ChangeWorld;
let support: Context;
beforeAll(async () => {
  world = await makeChangeWorld();
});
beforeEach(async () => {
  support = await world.person("support");
});
afterAll(() => world.close());

const REASON = "Orders stand still since noon.";
const note = "The plant waits.";
const RELEASE_MANAGER = {
  role: "release_manager",
  level: "environment",
  minutes: 15,
  reason: REASON,
} as const;

const asked = async (by: Context, environmentId: string, more: { incidentId?: string } = {}) =>
  askElevation(at(by), { ...RELEASE_MANAGER, tenantId: world.tenantId, environmentId, ...more });

/** As the next request of the same person would find it: a session that is looked at anew. */
async function nextRequest(ctx: Context): Promise<Context> {
  const now = new Date();
  const expiresAt = new Date(now.getTime() + 3_600_000);
  const data = { userId: ctx.actor.id, userAgent: "Vitest", lastSeenAt: now, expiresAt };
  const session = await world.db.prisma.session.create({ data });
  const actor = await resolveSession(world.db, session.id, now);
  if (actor === null) throw new Error("The session does not count.");
  return { ...ctx, actor, now };
}

const hold = (ctx: Context, environmentId: string) =>
  placeHold(ctx, {
    ...{ level: "environment", tenantId: world.tenantId, environmentId, reason: "Nothing moves here now." },
    until: new Date(Date.now() + 3_600_000).toISOString(),
  });

async function granted() {
  const { id: environmentId } = await world.environment("production", null);
  const one = await asked(support, environmentId);
  await approveElevation(at(world.manager), { elevationId: one.id, note });
  return { environmentId, elevationId: one.id };
}

describe("asking for rights and granting them", () => {
  it("takes somebody else who may; who grants is told, and then who asked", async () => {
    const { id: environmentId } = await world.environment("production", null);
    const one = await asked(support, environmentId);
    expect(one).toMatchObject({
      state: "asked",
      roleName: "Release manager",
      can: { answer: { allowed: false } },
    });
    expect((await getNavigation(at(world.manager), {})).elevations).toBeGreaterThan(0);
    const mine = { elevationId: one.id, note };
    expect((await problemOf(approveElevation(at(support), mine))).code).toBe("forbidden");
    expect((await problemOf(approveElevation(at(world.stranger), mine))).code).toBe("not_found");
    expect((await problemOf(asked(support, environmentId))).message).toContain("already");
    const standing = await approveElevation(at(world.manager), mine);
    expect(standing).toMatchObject({ state: "standing", decided: { note } });
    expect((await problemOf(refuseElevation(at(world.manager), mine))).code).toBe("conflict");
    const told = await world.db.prisma.notice.findMany({ where: { userId: support.actor.id } });
    expect(told.at(-1)?.title).toContain("approved by");
    const waiting = await world.db.prisma.notice.count({
      where: { userId: world.manager.actor.id, occasion: "elevation:asked", environmentId },
    });
    expect(waiting).toBe(1);
  });

  it("never grants one's own request, whatever one's role, nor what lies out of scope", async () => {
    const platform = await world.person("platform_engineer");
    const { id: environmentId } = await world.environment("production", null);
    const own = await asked(platform, environmentId);
    const refused = await problemOf(approveElevation(at(platform), { elevationId: own.id, note }));
    expect(refused).toMatchObject({ code: "forbidden", message: expect.stringContaining("somebody else") });
    expect((await problemOf(asked(world.stranger, environmentId))).code).toBe("not_found");
    const fleet = { ...RELEASE_MANAGER, level: "fleet" } as const;
    expect((await problemOf(askElevation(at(support), fleet))).code).toBe("forbidden");
    const other = await makeTenant(world.db, randomUUID().slice(0, 8));
    const elsewhere = await world.person("release_manager", { tenantId: other.id });
    expect((await listElevations(elsewhere, { limit: 100 })).items).toEqual([]);
    expect((await listMyElevations(at(platform), {})).items.map(({ id }) => id)).toEqual([own.id]);
  });

  it("lapses when nobody answers within the hour", async () => {
    const { id: environmentId } = await world.environment("production", null);
    const one = await asked(support, environmentId);
    await world.db.prisma.$executeRaw`
      UPDATE elevation SET answer_by = clock_timestamp() WHERE id = ${one.id}::uuid`;
    const late = await problemOf(approveElevation(at(world.manager), { elevationId: one.id, note }));
    expect(late).toMatchObject({ code: "conflict", message: expect.stringContaining("lapsed") });
    expect((await asked(support, environmentId)).state).toBe("asked");
  });
});

describe("while rights last", () => {
  it("they count there and nowhere else, are marked on what they allow, and end by the database's clock", async () => {
    const { environmentId, elevationId } = await granted();
    expect((await problemOf(hold(at(support), environmentId))).code).toBe("forbidden");
    const elevated = await nextRequest(support);
    const other = await world.environment("production", null);
    expect((await problemOf(hold(elevated, other.id))).code).toBe("forbidden");
    expect((await getNavigation(elevated, {})).elevated).toMatchObject([{ id: elevationId }]);
    await hold(elevated, environmentId);
    const [row] = await world.db.prisma.auditEntry.findMany({
      where: { actorId: support.actor.id, action: "hold.place", environmentId, outcome: "done" },
    });
    expect(row?.facts).toMatchObject({
      elevation: { id: elevationId, role: "Release manager", reason: REASON, onlyByIt: true },
    });
    // Its last second: once that is over a request that began inside it is refused, too.
    await world.db.prisma.$executeRaw`
      UPDATE elevation SET ends_at = clock_timestamp() + interval '1 second' WHERE id = ${elevationId}::uuid`;
    expect((await nextRequest(support)).actor).toMatchObject({ grants: [{}, { role: "release_manager" }] });
    await world.db.prisma.$executeRaw`SELECT pg_sleep(1)`;
    expect((await problemOf(hold(elevated, environmentId))).code).toBe("forbidden");
    expect((await nextRequest(support)).actor).toMatchObject({ grants: [{ role: "support" }] });
  });

  it("let nobody approve what they wrote themselves", async () => {
    const { change, environment } = await world.submitted();
    const developer = world.developer;
    const one = await asked(developer, environment.id);
    await approveElevation(at(world.manager), { elevationId: one.id, note });
    const elevated = await nextRequest(developer);
    const own = { changeId: change.id, version: change.version, comment: "Good." };
    expect((await problemOf(approveChange(elevated, own))).code).toBe("forbidden");
    expect(await world.stateOf(change.id)).toBe("submitted");
  });

  it("are ended before their time by their holder or who may grant, at once", async () => {
    const first = await granted();
    const elevated = await nextRequest(support);
    await endElevation(elevated, { elevationId: first.elevationId });
    expect((await problemOf(hold(elevated, first.environmentId))).code).toBe("forbidden");
    expect((await problemOf(endElevation(at(support), { elevationId: first.elevationId }))).code).toBe(
      "conflict",
    );
    const second = await granted();
    expect(
      (await problemOf(endElevation(at(world.developer), { elevationId: second.elevationId }))).code,
    ).toBe("forbidden");
    await endElevation(at(world.manager), { elevationId: second.elevationId });
    expect((await nextRequest(support)).actor).toMatchObject({ grants: [{ role: "support" }] });
  });

  it("are told by the incident they were asked for", async () => {
    const { id: environmentId } = await world.environment("production", null);
    const incident = await openIncident(at(support), {
      environmentId,
      title: "Nothing is sold",
      severity: "sev1",
    });
    const other = await world.environment("production", null);
    const wrong = await problemOf(asked(support, other.id, { incidentId: incident.id }));
    expect(wrong).toMatchObject({ code: "conflict", message: expect.stringContaining("elsewhere") });
    const one = await asked(support, environmentId, { incidentId: incident.id });
    await approveElevation(at(world.manager), { elevationId: one.id, note });
    const told = await getIncident(at(support), { incidentId: incident.id });
    expect(told.elevations).toMatchObject([{ id: one.id, state: "standing" }]);
    expect(told.timeline.some(({ kind, text }) => kind === "elevation" && text.includes(REASON))).toBe(true);
  });
});
