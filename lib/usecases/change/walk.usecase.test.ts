import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ROLE_ACTIONS, type Role } from "@/lib/domain/access/roles";
import type { ApprovalPath } from "@/lib/domain/change/approval-path";
import { approvalDefaults, approvalPathOf } from "@/lib/domain/change/approval-policy";
import { Problem } from "@/lib/domain/shared/problem";
import { takeStep, WALK_VERBS, type Walk, type WalkStep, type WalkVerb } from "@/lib/testing/change-walk";
import { at, type ChangeWorld, makeChangeWorld, PLANS } from "@/lib/testing/change-world";
import type { Context } from "../context";
import { draftChange } from "./draft";

/** So many walks; a night can afford hundreds. */
const RUNS = Number(process.env["WALK_RUNS"] ?? 18);
const DAY_MS = 86_400_000;

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
  // Production asks for a stage before it, which no walk goes through: its start takes a waiver or an emergency.
  await world.environment("staging", null);
});
afterAll(() => world.close());

const NAMES = ["jana", "mira", "kai", "tom", "henrik"] as const;
const said = (verb: WalkVerb, who: (typeof NAMES)[number], pick = 0): WalkStep => ({
  verb,
  who,
  to: who,
  pick,
});

/** Usual ways to the start, so that walks reach it at all; steps at random come between. */
const WAYS: readonly (readonly WalkStep[])[] = [
  [said("submit", "jana"), said("approve", "mira"), said("approve", "henrik"), said("start", "kai")],
  [
    ...[said("submit", "jana"), said("approve", "kai"), said("approve", "mira")],
    ...[said("schedule", "tom", 1), said("later", "tom"), said("wake", "tom")],
  ],
  [said("emergency", "tom"), said("submit", "jana"), said("approve_and_start", "kai")],
  [
    ...[said("submit", "jana"), said("ask_waiver", "mira"), said("confirm_waiver", "kai")],
    ...[said("approve", "mira"), said("approve", "henrik"), said("start", "tom")],
  ],
  [
    ...[{ ...said("delegate", "mira"), to: "tom" }, said("classify", "jana", 1), said("submit", "jana")],
    ...[said("request_changes", "kai"), said("edit", "jana"), said("submit", "jana"), said("revise", "jana")],
    ...[said("submit", "jana"), said("approve", "tom"), said("start", "kai")],
  ],
  [
    ...[{ ...said("delegate", "mira"), to: "kai" }, said("revoke", "mira"), said("submit", "jana")],
    ...[said("approve", "mira"), said("schedule", "kai"), said("unschedule", "kai")],
    ...[said("schedule", "kai", 1), said("later", "kai", 2), said("wake", "kai"), said("start", "kai")],
    ...[said("revise", "jana"), said("cancel", "jana")],
  ],
  [
    ...[said("submit", "jana"), said("release_moves", "tom"), said("approve", "mira"), said("start", "kai")],
    ...[said("revise", "jana"), said("submit", "jana"), said("approve", "mira"), said("start", "kai")],
  ],
];

/** Every way is gone once without detours, the one by a waiver in production. */
const asItIs = (
  way: readonly WalkStep[],
  index: number,
): [{ steps: []; way: readonly WalkStep[]; major: boolean }] => [{ steps: [], way, major: index === 3 }];

/** A change that moves no schema from what runs now, and one from what ran before. */
async function drafted(stage: "staging" | "production") {
  const module = `m_${randomUUID().slice(0, 8)}`;
  const older = await world.release({ base: "19.0.1.0.0" });
  const running = await world.release({ base: "19.0.1.0.0", [module]: "1.0" }, [module]);
  const wanted = await world.release({ base: "19.0.1.0.1", [module]: "1.0" }, [module]);
  const environment = await world.environment(stage, running.id);
  const place = { environmentId: environment.id, releaseId: wanted.id };
  const words = { title: "A change for a walk", reason: "Because the walk wants one.", ...PLANS };
  const change = await draftChange(at(world.developer), { ...place, ...words });
  return { change, wanted, environment, older };
}

const load = (id: string) =>
  world.db.prisma.change.findUniqueOrThrow({
    where: { id },
    include: {
      decisions: true,
      operations: true,
      waivers: true,
      debts: true,
      environment: { select: { stage: true } },
    },
  });
type Row = Awaited<ReturnType<typeof load>>;
type Decision = Row["decisions"][number];

const partiesOf = ({ userId, onBehalfOfId }: Decision): string[] => [
  userId,
  ...(onBehalfOfId === null ? [] : [onBehalfOfId]),
];

async function rolesOf(userId: string): Promise<Role[]> {
  const bindings = await world.db.prisma.roleBinding.findMany({ where: { userId }, select: { role: true } });
  return bindings.map(({ role }) => role);
}

/** What has to be true of a change that runs, read from its rows alone; whether it runs. */
async function assertLawful({ changeId, olderId }: Walk): Promise<boolean> {
  const row = await load(changeId);
  const [operation] = row.operations;
  if (row.state !== "in_progress" || operation === undefined) {
    expect(row.state).not.toBe("in_progress");
    expect(row.operations).toHaveLength(0);
    return false;
  }
  const startedAt = operation.createdAt;
  assertPathFits(row, operation.previousReleaseId === olderId);
  await assertApprovals(row, startedAt);
  expect(row.authorIds).not.toContain(operation.requesterId);
  const starter = await rolesOf(operation.requesterId ?? "");
  expect(starter.some((role) => (ROLE_ACTIONS[role] as readonly string[]).includes("change.start"))).toBe(
    true,
  );
  if (row.environment.stage === "production") assertExcused(row, startedAt);
  return true;
}

/** The path is the one its class asks for there, and the class the one that what it does now asks for. */
function assertPathFits(row: Row, movesSchema: boolean): void {
  const { class: kept, classReason, flags, environment } = row;
  if (movesSchema && !classReason.startsWith("Lowered to")) expect(["major", "emergency"]).toContain(kept);
  const asked = approvalPathOf(approvalDefaults(kept), {
    ...{ class: kept, stage: environment.stage, tier: "tier2", flags },
  });
  expect((row.approvalPath as unknown as ApprovalPath).steps).toEqual(asked.steps);
}

/** Each step of the path is full: by people of its roles, in its order, young enough, none of whom counts twice. */
async function assertApprovals(row: Row, startedAt: Date): Promise<void> {
  const { steps, approvalDays } = row.approvalPath as unknown as ApprovalPath;
  const given = row.decisions.filter(
    (one) => one.kind === "approved" && one.voidedAt === null && one.contentHash === row.contentHash,
  );
  const countsAt = (one: Decision, at: Date) =>
    one.at <= at && one.at.getTime() + approvalDays * DAY_MS > at.getTime();
  const counted = given.filter((one) => countsAt(one, startedAt));
  const parties = counted.flatMap(partiesOf);
  expect(new Set(parties).size).toBe(parties.length);
  expect(parties.filter((id) => row.authorIds.includes(id))).toEqual([]);
  expect(counted.filter(({ step }) => step >= steps.length)).toEqual([]);
  for (const [index, { quorum, roles }] of steps.entries()) {
    const here = counted.filter(({ step }) => step === index);
    expect(here).toHaveLength(quorum);
    for (const one of here) {
      const held = await rolesOf(one.onBehalfOfId ?? one.userId);
      expect(held.some((role) => roles.includes(role))).toBe(true);
      for (const [earlier, { quorum: needed }] of steps.slice(0, index).entries())
        expect(given.filter((other) => other.step === earlier && countsAt(other, one.at))).toHaveLength(
          needed,
        );
      await assertLent(one);
    }
  }
}

/** A decision in somebody's name was made while their right was lent. */
async function assertLent({ userId, onBehalfOfId, at }: Decision): Promise<void> {
  if (onBehalfOfId === null) return;
  const lent = await world.db.prisma.delegation.findMany({
    where: { fromId: onBehalfOfId, toId: userId, startsAt: { lte: at }, endsAt: { gt: at } },
  });
  expect(lent.some(({ revokedAt }) => revokedAt === null || revokedAt > at)).toBe(true);
}

/** What has not passed the stage before runs in production by two people's waiver, or as an emergency that owes it. */
function assertExcused(row: Row, startedAt: Date): void {
  const waived = row.waivers.some(
    (one) =>
      one.contentHash === row.contentHash &&
      one.confirmedById !== null &&
      one.confirmedById !== one.askedById &&
      !row.authorIds.includes(one.confirmedById) &&
      one.expiresAt > startedAt,
  );
  const owed = row.class === "emergency" && row.debts.some(({ gateId }) => gateId === "digest_passed_stages");
  expect(waived || owed).toBe(true);
}

it("no walk over the commands of a change leads to its start without the approvals its path asks for", async () => {
  const between = fc.record({
    verb: fc.constantFrom(...WALK_VERBS),
    who: fc.constantFrom(...NAMES),
    to: fc.constantFrom(...NAMES),
    pick: fc.nat({ max: 2 }),
    before: fc.nat({ max: 6 }),
  });
  const walks = fc.record({
    steps: fc.array(between, { minLength: 1, maxLength: 7 }),
    way: fc.constantFrom(...WAYS),
    major: fc.boolean(),
  });
  let started = 0;
  const done = new Set<WalkVerb>();
  await fc.assert(
    fc.asyncProperty(walks, async ({ steps, way, major }) => {
      await world.db.prisma.delegation.deleteMany({ where: { tenantId: world.tenantId } });
      const { change, wanted, environment, older } = await drafted(major ? "production" : "staging");
      if (major) await world.db.prisma.change.update({ where: { id: change.id }, data: { class: "major" } });
      const walk: Walk = {
        world,
        people,
        changeId: change.id,
        releaseId: wanted.id,
        environmentId: environment.id,
        olderId: older.id,
        aheadMs: 0,
      };
      const last = way.length;
      const all = [...way.entries(), [last, null] as const].flatMap(([index, usual]) => [
        ...steps.filter(({ before }) => Math.min(before, last) === index),
        ...(usual === null ? [] : [usual]),
      ]);
      for (const one of all) {
        await takeStep(walk, one).then(
          () => done.add(one.verb),
          (error: unknown) => {
            if (!(error instanceof Problem)) throw error;
          },
        );
        if (await assertLawful(walk)) {
          started += 1;
          break;
        }
      }
    }),
    { numRuns: RUNS, seed: 20261122, examples: WAYS.map(asItIs) },
  );
  expect(started).toBeGreaterThan(RUNS / 6);
  expect(WALK_VERBS.filter((verb) => !done.has(verb))).toEqual([]);
}, 1_200_000);

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
