import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeWorld, type World } from "@/lib/testing/world";
import { type AuditFact, appendAudit, verifyAudit } from "./audit";

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

const fact = (action: string): AuditFact => ({
  at: new Date(),
  actor: { kind: "system", id: "test", name: "Test" },
  action,
  target: { kind: "test", id: randomUUID(), name: "test" },
  tenantId: null,
  environmentId: null,
  outcome: "done",
  facts: { b: 1, a: { d: null, c: "x" } },
  correlationId: "test",
});

describe("the audit chain", () => {
  it("has no gap and no fork when many write at once", async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        world.db.transaction((tx) => appendAudit(tx, fact(`test.${index}`))),
      ),
    );
    expect(await verifyAudit(world.db)).toMatchObject({ intact: true });
  });

  it("leaves no trace of a transaction that was rolled back", async () => {
    const marked = fact("test.rolled_back");
    await world.db
      .transaction(async (tx) => {
        await appendAudit(tx, marked);
        throw new Error("changed my mind");
      })
      .catch(() => {});
    expect(await world.db.prisma.auditEntry.count({ where: { targetId: marked.target.id } })).toBe(0);
    expect(await verifyAudit(world.db)).toMatchObject({ intact: true });
  });

  it("stays provable whatever text it is given", async () => {
    const marked = fact("test.strange");
    marked.actor = { kind: "person", id: "unknown", name: "\ud800@x" };
    marked.facts = { reason: "half \udc00 and NUL \u0000", "k\u0000": "\ud83d\ude00" };
    await world.db.transaction((tx) => appendAudit(tx, marked));
    expect(await verifyAudit(world.db)).toMatchObject({ intact: true });
  });

  it("cannot be updated, deleted or truncated", async () => {
    await world.db.transaction((tx) => appendAudit(tx, fact("test.kept")));
    const { prisma } = world.db;
    await expect(prisma.$executeRaw`UPDATE audit_entry SET action = 'x'`).rejects.toThrow(/append-only/);
    await expect(prisma.$executeRaw`DELETE FROM audit_entry`).rejects.toThrow(/append-only/);
    await expect(prisma.$executeRaw`TRUNCATE audit_entry`).rejects.toThrow(/append-only/);
  });

  it("names the first row that was altered by someone who switched the trigger off", async () => {
    const marked = fact("test.forged");
    await world.db.transaction((tx) => appendAudit(tx, marked));
    await world.db.transaction((tx) => appendAudit(tx, fact("test.after")));
    const row = await world.db.prisma.auditEntry.findFirstOrThrow({ where: { targetId: marked.target.id } });
    const forge = (action: string) =>
      world.db.transaction(async (tx) => {
        await tx.$executeRaw`SET LOCAL session_replication_role = replica`;
        await tx.$executeRaw`UPDATE audit_entry SET action = ${action} WHERE sequence = ${row.sequence}`;
      });
    await forge("test.innocent");
    expect(await verifyAudit(world.db)).toMatchObject({
      intact: false,
      firstBroken: row.sequence.toString(),
      why: "its content was altered after it was written",
    });
    await forge(row.action);
    expect(await verifyAudit(world.db)).toMatchObject({ intact: true });
  });
});
