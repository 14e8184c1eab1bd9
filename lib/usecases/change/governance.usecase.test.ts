import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { at, type ChangeWorld, makeChangeWorld, PLANS } from "@/lib/testing/change-world";
import { problemOf } from "@/lib/testing/world";
import type { Context } from "../context";
import { giveDelegation } from "../delegation/give";
import { lentGrants } from "../delegation/grants";
import { listMyDelegations } from "../delegation/list";
import { revokeDelegation } from "../delegation/revoke";
import { personNow } from "../session/person-now";
import { approveChange } from "./approve";
import { commentChange } from "./comment";
import { draftChange } from "./draft";
import { getChange } from "./get";
import { listChanges } from "./list";
import { requestChanges } from "./request-changes";
import { submitChange } from "./submit";

let world: ChangeWorld;
let second: Context;
beforeAll(async () => {
  world = await makeChangeWorld();
  second = await world.person("release_manager");
});
afterAll(() => world.close());

const at24h = () => new Date(Date.now() + 86_400_000).toISOString();
const noticesOf = (ctx: Context) =>
  world.db.prisma.notice.findMany({ where: { userId: ctx.actor.id }, orderBy: { at: "asc" } });

/** A change to production that moves the schema, submitted: its path asks for two people. */
async function majorSubmitted() {
  const running = await world.release({ base: "19.0.1.0.0" });
  const module = `m_${running.name.replaceAll("-", "_")}`;
  const wanted = await world.release({ base: "19.0.1.0.0", [module]: "1.0" }, [module]);
  const environment = await world.environment("production", running.id);
  const store = { tenantId: world.tenantId, repository: "/nowhere", sealedPassword: new Uint8Array([1]) };
  await world.db.prisma.backupStore.upsert({
    where: { tenantId: world.tenantId },
    create: store,
    update: {},
  });
  const draft = await draftChange(at(world.developer), {
    ...{ environmentId: environment.id, releaseId: wanted.id, title: "A major change" },
    ...{ reason: "Because the test wants one.", ...PLANS },
  });
  return submitChange(at(world.developer), { changeId: draft.id, version: draft.version });
}

describe("an approval path of two steps", () => {
  it("takes two people in their order, and says whose turn it is", async () => {
    const sent = await majorSubmitted();
    expect(sent.class).toBe("major");
    expect(sent.governance.approval.steps.map(({ title, state }) => `${title} ${state}`)).toEqual([
      "Release open",
      "Plant later",
    ]);
    const early = await problemOf(
      approveChange(at(world.plantIt), { changeId: sent.id, version: sent.version }),
    );
    expect(early).toMatchObject({ code: "forbidden" });
    expect(early.message).toContain("“Release” asks for Release manager");
    const once = await approveChange(at(world.manager), {
      ...{ changeId: sent.id, version: sent.version, comment: "Looked at it." },
    });
    expect(once).toMatchObject({ state: "in_review", can: { start: { allowed: false } } });
    const twice = { changeId: sent.id, version: once.version };
    expect((await problemOf(approveChange(at(world.manager), twice))).message).toContain("already");
    const waiting = await listChanges(at(world.plantIt), { waiting: "me", limit: 100 });
    expect(waiting.items.map(({ id }) => id)).toContain(sent.id);
    const mine = await listChanges(at(world.manager), { waiting: "me", limit: 100 });
    expect(mine.items.map(({ id }) => id)).not.toContain(sent.id);
    const both = await approveChange(at(world.plantIt), twice);
    expect(both).toMatchObject({ state: "approved", governance: { approval: { complete: true } } });
    const acts = (await world.auditOf(sent.id)).map(({ action, outcome }) => `${action} ${outcome}`);
    expect(acts.filter((act) => act === "change.approve done")).toHaveLength(2);
  });
});

describe("asking for changes", () => {
  it("returns the change to draft, voids what was given, keeps the words and tells its author", async () => {
    const { change } = await world.submitted();
    const call = { changeId: change.id, version: change.version, reason: "Name the fallback for line 3." };
    expect((await problemOf(requestChanges(at(world.developer), call))).code).toBe("forbidden");
    const asked = await requestChanges(at(world.manager), call);
    expect(asked).toMatchObject({ state: "draft", decisions: [{ kind: "changes_requested" }] });
    expect((await noticesOf(world.developer)).at(-1)).toMatchObject({
      occasion: "change:changes_requested",
      text: call.reason,
      path: `/changes/${change.id}`,
    });
    expect((await problemOf(requestChanges(at(world.manager), call))).code).toBe("conflict");
  });
});

describe("comments", () => {
  it("are kept for good, told to whom they name, and hidden from strangers", async () => {
    const { change } = await world.submitted();
    const text = `@${world.manager.actor.name} is the label printer tested?`;
    const said = await commentChange(at(world.developer), { changeId: change.id, text });
    expect(said.governance.comments).toMatchObject([{ text, author: { id: world.developer.actor.id } }]);
    expect(said.timeline[0]?.text).toContain("Comment by");
    expect((await noticesOf(world.manager)).at(-1)).toMatchObject({ occasion: "change:mention", text });
    expect((await problemOf(commentChange(at(world.stranger), { changeId: change.id, text }))).code).toBe(
      "not_found",
    );
    const auditor = await world.person("auditor");
    expect((await problemOf(commentChange(at(auditor), { changeId: change.id, text }))).code).toBe(
      "forbidden",
    );
  });
});

describe("delegation", () => {
  const span = () => ({
    startsAt: new Date(Date.now() - 1_000).toISOString(),
    endsAt: at24h(),
    reason: "Away for a day.",
  });
  const withLent = async (ctx: Context): Promise<Context> => {
    if (ctx.actor.kind !== "person") throw new Error("not a person");
    const held = await world.db.prisma.delegation.findMany({
      where: { toId: ctx.actor.id, revokedAt: null },
      include: { from: { include: { roleBindings: true } } },
    });
    return {
      ...at(ctx),
      actor: { ...ctx.actor, grants: [...ctx.actor.grants, ...lentGrants(held, ctx.actor.grants)] },
    };
  };

  it("lets the other decide in one's name, never twice for one person, and ends when taken back", async () => {
    const mira = await world.person("release_manager");
    const tom = await world.person("platform_engineer");
    const lent = await giveDelegation(at(mira), {
      ...{ toId: tom.actor.id, level: "tenant", tenantId: world.tenantId, ...span() },
    });
    expect(lent.given).toMatchObject([{ to: { id: tom.actor.id }, state: "standing" }]);
    const { change } = await world.submitted();
    const call = { changeId: change.id, version: change.version };
    expect((await problemOf(approveChange(at(tom), call))).code).toBe("forbidden");
    const seenBy = async (ctx: Context) =>
      (await getChange(ctx, { changeId: change.id })).governance.approvesFor?.name ?? null;
    expect(await seenBy(await withLent(tom))).toBe(mira.actor.name);
    expect(await seenBy(at(mira))).toBeNull();
    const approved = await approveChange(await withLent(tom), call);
    expect(approved.state).toBe("approved");
    expect(approved.decisions[0]).toMatchObject({
      person: { id: tom.actor.id },
      onBehalfOf: { id: mira.actor.id },
    });
    const [one] = lent.given;
    const after = await revokeDelegation(at(mira), { delegationId: one?.id ?? "" });
    expect(after.given[0]?.state).toBe("revoked");
    const next = await world.submitted();
    const refused = await problemOf(
      approveChange(await withLent(tom), { changeId: next.change.id, version: next.change.version }),
    );
    expect(refused.code).toBe("forbidden");
    expect((await problemOf(revokeDelegation(at(tom), { delegationId: one?.id ?? "" }))).code).toBe(
      "not_found",
    );
  });

  it("counts only while whoever received it holds a role that may hold it", async () => {
    const [mira, tom] = [await world.person("release_manager"), await world.person("platform_engineer")];
    await giveDelegation(at(mira), {
      ...{ toId: tom.actor.id, level: "tenant", tenantId: world.tenantId, ...span() },
    });
    const { change } = await world.submitted();
    const lentTo = async () =>
      (await personNow(world.db.prisma, tom.actor.id, { now: new Date(), mark: "test" }))?.grants.filter(
        ({ lentBy }) => lentBy?.id === mira.actor.id,
      );
    const listed = async () => {
      const { may, others } = (await getChange(at(mira), { changeId: change.id })).governance.approval;
      return [...may, ...others].some(({ id }) => id === tom.actor.id);
    };
    expect([await lentTo(), await listed()]).toMatchObject([[{ role: "release_manager" }], true]);
    const signsIn = (disabledAt: Date | null) =>
      world.db.prisma.user.update({ where: { id: mira.actor.id }, data: { disabledAt } });
    await signsIn(new Date());
    const { may } = (await getChange(at(world.manager), { changeId: change.id })).governance.approval;
    expect([await lentTo(), may.some(({ id }) => id === tom.actor.id)]).toEqual([[], false]);
    await signsIn(null);
    const bound = { where: { userId: tom.actor.id } };
    await world.db.prisma.roleBinding.updateMany({ ...bound, data: { role: "support" } });
    expect([await lentTo(), await listed()]).toEqual([[], false]);
  });

  it("does not let an author's own delegate approve for the author", async () => {
    const author = await world.person("release_manager");
    const tom = await world.person("platform_engineer");
    await giveDelegation(at(author), {
      ...{ toId: tom.actor.id, level: "tenant", tenantId: world.tenantId, ...span() },
    });
    const { environment, wanted } = await world.drafted();
    const draft = await draftChange(at(author), {
      ...{ environmentId: environment.id, releaseId: wanted.id, title: "My own" },
      ...{ reason: "To have it approved by my delegate.", ...PLANS },
    });
    const sent = await submitChange(at(author), { changeId: draft.id, version: draft.version });
    const problem = await problemOf(
      approveChange(await withLent(tom), { changeId: sent.id, version: sent.version }),
    );
    expect(problem).toMatchObject({ code: "forbidden" });
    expect(problem.message).toContain("who wrote this change");
    expect(sent.governance.approval.others.find(({ id }) => id === tom.actor.id)?.reason).toContain(
      "acts for",
    );
  });

  it("refuses circles, overlaps, itself and what one does not have; lists what can be lent", async () => {
    const [mira, kai] = [await world.person("release_manager"), await world.person("release_manager")];
    const to = (toId: string) => ({ toId, level: "tenant" as const, tenantId: world.tenantId, ...span() });
    expect((await problemOf(giveDelegation(at(mira), to(mira.actor.id)))).message).toContain("yourself");
    await giveDelegation(at(mira), to(kai.actor.id));
    expect((await problemOf(giveDelegation(at(kai), to(mira.actor.id)))).message).toContain("circle");
    expect((await problemOf(giveDelegation(at(mira), to(second.actor.id)))).message).toContain("already");
    expect((await problemOf(giveDelegation(at(world.developer), to(kai.actor.id)))).code).toBe("forbidden");
    expect((await problemOf(giveDelegation(at(world.stranger), to(kai.actor.id)))).code).toBe("not_found");
    const listed = await listMyDelegations(at(mira), {});
    expect(listed.scopes.map(({ level }) => level)).toEqual(["tenant"]);
    expect(listed.people.map(({ id }) => id)).toContain(kai.actor.id);
    expect((await noticesOf(kai)).at(-1)?.occasion).toBe("change:delegation");
  });
});

describe("who may decide", () => {
  it("is named and told whoever it is, however many others decide elsewhere", async () => {
    const many = Array.from({ length: 45 }, (_, index) => {
      const id = randomUUID();
      const signIn = { email: `${id}@test.example`, passwordHash: "none", timeZone: "Europe/Berlin" };
      return { id, name: `Aaron ${index}`, ...signIn };
    });
    await world.db.prisma.user.createMany({ data: many });
    const bound = { role: "plant_it", level: "tenant", tenantId: world.tenantId } as const;
    await world.db.prisma.roleBinding.createMany({ data: many.map(({ id }) => ({ ...bound, userId: id })) });
    const { change } = await world.submitted();
    expect(change.governance.approval.may.map(({ id }) => id)).toContain(world.manager.actor.id);
    expect(change.governance.approval.others.map(({ name }) => name)).toContain("Aaron 1");
    const told = await noticesOf(world.manager);
    expect(told.at(-1)).toMatchObject({ occasion: "change:turn:0", path: `/changes/${change.id}` });
  });
});
