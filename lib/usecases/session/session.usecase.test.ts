import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { argon2 } from "@/lib/adapters/password";
import { LOCK_MS, SIGN_IN_TRIES } from "@/lib/domain/access/session";
import { makeWorld, problemOf, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { endSession } from "./end";
import { listMySessions } from "./list";
import { getMe } from "./me";
import { resolveSession } from "./resolve";
import { revokeSession } from "./revoke";
import { signIn } from "./sign-in";

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

const PASSWORD = "correct horse battery";

async function account() {
  const email = `${randomUUID()}@test.example`;
  const user = await world.db.prisma.user.create({
    data: {
      email,
      name: "Test Person",
      passwordHash: await argon2.hash(PASSWORD),
      timeZone: "Europe/Berlin",
      roleBindings: { create: { role: "plant_it", level: "tenant", tenantId: world.tenantId } },
    },
  });
  return { email, userId: user.id };
}
const enter = (email: string, password: string, now = new Date()) =>
  signIn(
    { db: world.db, hasher: argon2, now, correlationId: "test" },
    { email, password, userAgent: "Vitest" },
  );

async function signedIn(email: string): Promise<Context> {
  const { sessionId } = await enter(email, PASSWORD);
  const now = new Date();
  const actor = await resolveSession(world.db, sessionId, now);
  if (actor === null) throw new Error("The session does not count.");
  return { actor, correlationId: "test", now, db: world.db, ports: world.ports };
}

describe("signing in", () => {
  it("opens a session whose row carries the person's grants, and is audited", async () => {
    const { email, userId } = await account();
    const ctx = await signedIn(`  ${email.toUpperCase()} `);
    expect(ctx.actor).toMatchObject({
      id: userId,
      grants: [{ role: "plant_it", scope: { level: "tenant", tenantId: world.tenantId } }],
    });
    const audit = await world.db.prisma.auditEntry.findMany({ where: { targetId: userId } });
    expect(audit).toMatchObject([{ action: "session.sign_in", outcome: "done" }]);
    expect(JSON.stringify(audit.map(({ facts }) => facts))).not.toContain(PASSWORD);
    expect((await getMe(ctx)).can.registerCluster.allowed).toBe(false);
  });

  it("answers a wrong password and an unknown address alike", async () => {
    const { email } = await account();
    const wrong = await problemOf(enter(email, "no"));
    const unknown = await problemOf(enter(`${randomUUID()}@test.example`, "no"));
    expect(wrong.message).toBe(unknown.message);
    expect(wrong.code).toBe("not_signed_in");
  });

  it("locks after five wrong passwords, also for the right one, and opens again", async () => {
    const { email } = await account();
    for (let tries = 0; tries < SIGN_IN_TRIES; tries += 1) await problemOf(enter(email, "no"));
    const locked = await problemOf(enter(email, PASSWORD));
    expect(locked.code).toBe("not_signed_in");
    await expect(enter(email, PASSWORD, new Date(Date.now() + LOCK_MS + 1_000))).resolves.toBeDefined();
  });

  it("counts guesses made at once one by one", async () => {
    const { email } = await account();
    await Promise.all(Array.from({ length: SIGN_IN_TRIES }, () => problemOf(enter(email, "no"))));
    expect((await problemOf(enter(email, PASSWORD))).code).toBe("not_signed_in");
  });

  it("takes any user agent, however long or strange", async () => {
    const { email } = await account();
    const agent = { email, password: PASSWORD, userAgent: "\u0001".repeat(10) + "x".repeat(5_000) };
    const { sessionId } = await signIn(
      { db: world.db, hasher: argon2, now: new Date(), correlationId: "test" },
      agent,
    );
    const session = await world.db.prisma.session.findUniqueOrThrow({ where: { id: sessionId } });
    expect(session.userAgent).toBe("x".repeat(200));
  });

  it("does not let a disabled person in, nor keep them in", async () => {
    const { email, userId } = await account();
    const ctx = await signedIn(email);
    await world.db.prisma.user.update({ where: { id: userId }, data: { disabledAt: new Date() } });
    expect((await problemOf(enter(email, PASSWORD))).code).toBe("not_signed_in");
    const sessionId = ctx.actor.kind === "person" ? ctx.actor.sessionId : "";
    expect(await resolveSession(world.db, sessionId, new Date())).toBeNull();
  });
});

describe("own sessions", () => {
  it("are listed, and revoking one ends it at once", async () => {
    const { email } = await account();
    const here = await signedIn(email);
    const there = await enter(email, PASSWORD);
    const { items } = await listMySessions(here);
    expect(items.map(({ current }) => current).sort()).toEqual([false, true]);
    await revokeSession(here, { sessionId: there.sessionId });
    expect(await resolveSession(world.db, there.sessionId, new Date())).toBeNull();
    expect((await listMySessions(here)).items).toHaveLength(1);
    expect((await problemOf(revokeSession(here, { sessionId: there.sessionId }))).code).toBe("conflict");
  });

  it("end with signing out: the row is revoked, so that a copied cookie is worth nothing", async () => {
    const { sessionId } = await enter((await account()).email, PASSWORD);
    await endSession(world.db, sessionId, new Date(), "test");
    expect(await resolveSession(world.db, sessionId, new Date())).toBeNull();
    const audit = await world.db.prisma.auditEntry.findMany({ where: { targetId: sessionId } });
    expect(audit).toMatchObject([{ action: "session.sign_out", outcome: "done" }]);
  });

  it("of someone else do not exist", async () => {
    const here = await signedIn((await account()).email);
    const other = await enter((await account()).email, PASSWORD);
    expect((await problemOf(revokeSession(here, { sessionId: other.sessionId }))).code).toBe("not_found");
    expect(await resolveSession(world.db, other.sessionId, new Date())).not.toBeNull();
  });
});
