import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Problem } from "@/lib/domain/shared/problem";
import { at, type ChangeWorld, makeChangeWorld, PLANS } from "@/lib/testing/change-world";
import type { Context } from "../context";
import { giveDelegation } from "../delegation/give";
import { revokeDelegation } from "../delegation/revoke";
import { resolveSession } from "../session/resolve";
import { approveChange } from "./approve";
import { approveAndStartChange } from "./approve-and-start";
import { declareEmergency } from "./declare-emergency";
import { editChange } from "./edit";
import { requestChanges } from "./request-changes";
import { reviseChange } from "./revise";
import { startChange } from "./start";
import { submitChange } from "./submit";

let world: ChangeWorld;
let people: Record<string, Context>;
beforeAll(async () => {
  world = await makeChangeWorld();
  people = {
    jana: world.developer,
    mira: world.manager,
    kai: await world.person("release_manager"),
    tom: await world.person("platform_engineer"),
    henrik: world.plantIt,
  };
  await world.db.prisma.environment.updateMany({
    where: { tenantId: world.tenantId },
    data: { state: "ready" },
  });
});
afterAll(() => world.close());

const NAMES = ["jana", "mira", "kai", "tom", "henrik"] as const;
const VERBS = [
  "edit",
  "submit",
  "approve",
  "start",
  "revise",
  "request_changes",
  "emergency",
  "approve_and_start",
  "delegate",
  "revoke",
] as const;
type Step = { verb: (typeof VERBS)[number]; who: (typeof NAMES)[number]; to: (typeof NAMES)[number] };

/** The person with the rights they have now, lent ones included: as a request of theirs would find them. */
async function now(name: string): Promise<Context> {
  const ctx = people[name];
  if (ctx?.actor.kind !== "person") throw new Error(`There is no ${name}.`);
  const session = await world.db.prisma.session.create({
    data: {
      ...{ userId: ctx.actor.id, userAgent: "Test", lastSeenAt: new Date() },
      expiresAt: new Date(Date.now() + 3_600_000),
    },
  });
  const actor = await resolveSession(world.db, session.id, new Date());
  if (actor === null) throw new Error(`The session of ${name} does not count.`);
  return { ...at(ctx), actor };
}

async function act({ verb, who, to }: Step, changeId: string, releaseId: string): Promise<void> {
  const ctx = await now(who);
  const { version } = await world.db.prisma.change.findUniqueOrThrow({ where: { id: changeId } });
  const reason = "Because the walk says so.";
  const content = { releaseId, title: `Edited by ${who}`, reason, ...PLANS };
  const receiver = people[to];
  switch (verb) {
    case "edit":
      return void (await editChange(ctx, { changeId, version, ...content }));
    case "submit":
      return void (await submitChange(ctx, { changeId, version }));
    case "approve":
      return void (await approveChange(ctx, { changeId, version, comment: "" }));
    case "start":
      return void (await startChange(ctx, { changeId, version }));
    case "revise":
      return void (await reviseChange(ctx, { changeId, version, reason }));
    case "request_changes":
      return void (await requestChanges(ctx, { changeId, version, reason }));
    case "emergency":
      return void (await declareEmergency(ctx, { changeId, version, reason }));
    case "approve_and_start":
      return void (await approveAndStartChange(ctx, { changeId, version, comment: "" }));
    case "delegate":
      return void (await giveDelegation(ctx, {
        ...{ toId: receiver?.actor.id ?? "", level: "tenant", tenantId: world.tenantId, reason },
        startsAt: new Date(Date.now() - 1_000).toISOString(),
        endsAt: new Date(Date.now() + 3_600_000).toISOString(),
      }));
    case "revoke": {
      const one = await world.db.prisma.delegation.findFirst({
        where: { fromId: ctx.actor.id, revokedAt: null },
      });
      return one === null ? undefined : void (await revokeDelegation(ctx, { delegationId: one.id }));
    }
  }
}

/** What has to be true of a change that runs, read from its rows alone. */
async function assertLawful(changeId: string): Promise<boolean> {
  const row = await world.db.prisma.change.findUniqueOrThrow({
    where: { id: changeId },
    include: { decisions: true, operations: true },
  });
  if (row.state !== "in_progress") {
    expect(row.operations).toHaveLength(0);
    return false;
  }
  const counted = row.decisions.filter(
    (one) => one.kind === "approved" && one.voidedAt === null && one.contentHash === row.contentHash,
  );
  const parties = counted.flatMap(({ userId, onBehalfOfId }) => [
    userId,
    ...(onBehalfOfId ? [onBehalfOfId] : []),
  ]);
  const path = row.approvalPath as { steps: { quorum: number }[] };
  expect(counted.length).toBe(path.steps.reduce((sum, { quorum }) => sum + quorum, 0));
  expect(new Set(parties).size).toBe(parties.length);
  expect(parties.filter((id) => row.authorIds.includes(id))).toEqual([]);
  expect(row.authorIds).not.toContain(row.operations[0]?.requesterId);
  return true;
}

it("no walk over the commands of a change leads to its start without the approvals its path asks for", async () => {
  const step = fc.record({
    verb: fc.constantFrom(...VERBS),
    who: fc.constantFrom(...NAMES),
    to: fc.constantFrom(...NAMES),
  });
  let started = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), fc.boolean(), async (steps, major) => {
      await world.db.prisma.delegation.deleteMany({ where: { tenantId: world.tenantId } });
      const { change, wanted } = await world.drafted(major ? "production" : "staging");
      if (major) await world.db.prisma.change.update({ where: { id: change.id }, data: { class: "major" } });
      const { length } = steps;
      // Half of each walk goes the usual way, so that walks reach the start at all.
      const usual: Step[] = [{ verb: "submit", who: "jana", to: "jana" }];
      for (const one of [...steps.slice(0, length / 2), ...usual, ...steps.slice(length / 2)]) {
        await act(one, change.id, wanted.id).catch((error: unknown) => {
          if (!(error instanceof Problem)) throw error;
        });
        if (await assertLawful(change.id)) {
          started += 1;
          break;
        }
      }
    }),
    { numRuns: 30, seed: 20261121 },
  );
  expect(started).toBeGreaterThan(0);
}, 240_000);

it("the database itself refuses the start of what was not approved, whatever asks it", async () => {
  const { change } = await world.submitted();
  const move = (state: "in_review" | "approved") =>
    world.db.prisma.change.update({ where: { id: change.id }, data: { state } });
  await move("in_review");
  await expect(move("approved")).rejects.toThrow(/has 0 of 1 approvals/);
  const decision = { changeId: change.id, kind: "approved" as const, contentHash: change.contentHash };
  const author = { ...decision, userId: world.developer.actor.id };
  await world.db.prisma.changeDecision.create({ data: author });
  await expect(move("approved")).rejects.toThrow(/has 0 of 1 approvals/);
  const onBehalf = { ...decision, userId: world.manager.actor.id, onBehalfOfId: world.developer.actor.id };
  await world.db.prisma.changeDecision.create({ data: onBehalf });
  await expect(move("approved")).rejects.toThrow(/has 0 of 1 approvals/);
});

it("the database counts nobody twice, neither who decided nor for whom", async () => {
  const { change } = await world.submitted();
  const put = (data: object) => world.db.prisma.change.update({ where: { id: change.id }, data });
  const decide = (who: string, on: string | null, ago: number) =>
    world.db.prisma.changeDecision.create({
      data: {
        ...{ changeId: change.id, kind: "approved", contentHash: change.contentHash },
        ...{
          userId: people[who]?.actor.id ?? "",
          onBehalfOfId: on === null ? null : (people[on]?.actor.id ?? ""),
        },
        at: new Date(Date.now() - ago),
      },
    });
  await put({ state: "in_review", approvalsNeeded: 2 });
  await decide("kai", "mira", 9_000);
  await decide("kai", "tom", 8_000);
  await decide("kai", null, 7_000);
  await expect(put({ state: "approved" })).rejects.toThrow(/has 1 of 2 approvals/);
  await decide("mira", null, 1_000);
  await put({ state: "approved" });
});
