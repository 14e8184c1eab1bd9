import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EvidenceFindings } from "@/lib/domain/evidence/kind";
import type { OperationEnd } from "@/lib/domain/operation/run";
import { goodFindings } from "@/lib/testing/all-evidence";
import { at, type ChangeWorld, makeChangeWorld, PLANS } from "@/lib/testing/change-world";
import { problemOf } from "@/lib/testing/world";
import { addCalendarEvent } from "../calendar/add";
import type { Context } from "../context";
import { recordOutcome } from "../operation/record-outcome";
import { approveChange } from "./approve";
import { approveAndStartChange } from "./approve-and-start";
import { closeChange } from "./close";
import { declareEmergency } from "./declare-emergency";
import { draftChange } from "./draft";
import { finishReviewAction } from "./finish-action";
import { getChange } from "./get";
import { listChanges } from "./list";
import { payChangeDebt } from "./pay-debt";
import { reviewChange } from "./review";
import { tellReviewsDue } from "./reviews-due";
import { submitChange } from "./submit";

let world: ChangeWorld;
let tom: Context;
beforeAll(async () => {
  world = await makeChangeWorld();
  tom = await world.person("platform_engineer");
});
afterAll(() => world.close());

const DAY_MS = 86_400_000;
const later = (ctx: Context, days: number): Context => ({
  ...ctx,
  now: new Date(Date.now() + days * DAY_MS),
});

/**
 * A production change that never saw staging, declared an emergency by a platform engineer and submitted. `more` are
 * modules whose schema changes: of names of their own, since suites share what is known about versions.
 */
async function declared(more: Record<string, string> = {}) {
  const running = await world.release({ base: "19.0.1.0.0" });
  const wanted = await world.release({ base: "19.0.1.0.1", ...more }, Object.keys(more));
  const environment = await world.environment("production", running.id);
  await world.environment("staging", null);
  const subject = { environmentId: environment.id, releaseId: wanted.id };
  const draft = await draftChange(at(tom), {
    ...{ ...subject, title: "Labels print empty", reason: "Nothing leaves the gate.", ...PLANS },
  });
  const made = await declareEmergency(at(tom), {
    ...{ changeId: draft.id, version: draft.version, reason: "Trucks wait at the gate." },
  });
  const change = await submitChange(at(tom), { changeId: draft.id, version: made.version });
  return { change, subject, wanted };
}

async function ended(operationId: string) {
  const end: OperationEnd = {
    ...{ state: "succeeded" as const, sentence: "It runs.", needsAttention: false, touched: true },
    failure: null,
  };
  const now = new Date();
  await world.db.transaction(async (tx) => {
    await tx.operation.update({ where: { id: operationId }, data: { state: "running" } });
    await tx.operation.update({
      where: { id: operationId },
      data: { state: "succeeded", finishedAt: now },
    });
    await recordOutcome(tx, { operationId, end, now });
  });
}

const started = async () => {
  const { change, subject } = await declared();
  const call = { changeId: change.id, version: change.version, comment: "Saw the queue of trucks." };
  const running = await approveAndStartChange(at(world.manager), call);
  return { running, subject };
};
const REVIEW = {
  outcome: "with_trouble",
  causes: ["untested_case"],
  wentWell: "Nine minutes.",
  actions: [] as { title: string; ownerId: string; dueOn: string }[],
} as const;

describe("an emergency", () => {
  it("needs the right and a reason, and is other content by another author", async () => {
    const { change } = await world.submitted();
    const call = { changeId: change.id, version: change.version, reason: "Trucks wait at the gate." };
    expect((await problemOf(declareEmergency(at(world.developer), call))).code).toBe("forbidden");
    expect((await problemOf(declareEmergency(at(world.manager), { ...call, reason: "now" }))).code).toBe(
      "invalid_input",
    );
    const made = await declareEmergency(at(world.manager), call);
    expect(made.contentHash).not.toBe(change.contentHash);
    expect(made).toMatchObject({ class: "emergency", governance: { emergency: { reason: call.reason } } });
    expect(made.can.approve.reason).toContain("someone else");
    const { id: changeId, version } = made;
    const byAuthor = approveAndStartChange(at(world.manager), { changeId, version, comment: "" });
    expect((await problemOf(byAuthor)).code).toBe("forbidden");
  });

  it("starts by one act of another person; what it lacks is owed, what stands in the way refuses", async () => {
    const { change, subject } = await declared();
    expect(change.gates.find(({ id }) => id === "digest_passed_stages")?.verdict).toBe("owed");
    const call = { changeId: change.id, version: change.version, comment: "" };
    const cluster = { where: { id: world.clusterId } };
    await world.db.prisma.cluster.update({ ...cluster, data: { reachability: "unreachable" } });
    const silent = await problemOf(approveAndStartChange(at(world.manager), call));
    await world.db.prisma.cluster.update({ ...cluster, data: { reachability: "reachable" } });
    expect(silent).toMatchObject({ code: "gate_refused", facts: { gates: [{ id: "cluster_reachable" }] } });
    expect(await world.stateOf(change.id)).toBe("submitted");
    expect((await problemOf(approveAndStartChange(at(world.plantIt), call))).code).toBe("forbidden");
    const running = await approveAndStartChange(at(world.manager), call);
    expect(running).toMatchObject({ state: "in_progress", environment: { id: subject.environmentId } });
    expect(running.governance.debts.map(({ gateId }) => gateId)).toContain("digest_passed_stages");
    const due = Date.parse(running.governance.reviewDueAt ?? "") - Date.now();
    expect(Math.round(due / DAY_MS)).toBe(3);
    const normal = await world.submitted();
    const usual = { changeId: normal.change.id, version: normal.change.version, comment: "" };
    expect((await problemOf(approveAndStartChange(at(world.manager), usual))).code).toBe("conflict");
  });

  it("shows before its approval what the start will owe, as its page and as the list say it", async () => {
    const { change, subject } = await declared();
    const chief = await world.person("release_manager", "fleet");
    await addCalendarEvent(at(chief), {
      ...{
        level: "environment",
        environmentId: subject.environmentId,
        kind: "fiscal_close",
        effect: "blocks",
      },
      ...{ title: "Close of the books", reason: "The books are closed.", moduleFamilies: [] },
      ...{ stages: ["production"], zone: "UTC", durationMinutes: 600, recurrence: null, exceptions: [] },
      start: new Date(Date.now() - 3_600_000).toISOString().slice(0, 16),
    });
    const before = await getChange(at(world.manager), { changeId: change.id });
    expect(before.governance.can.approveAndStart.allowed).toBe(true);
    const owed = before.gates.flatMap(({ id, verdict }) => (verdict === "owed" ? [id] : []));
    expect(owed).toContain("calendar_open");
    const running = await approveAndStartChange(at(world.manager), {
      ...{ changeId: change.id, version: change.version, comment: "" },
    });
    expect(running.governance.debts.map(({ gateId }) => gateId).toSorted()).toEqual(owed.toSorted());
  });

  it("blocks the next change once its review is overdue, tells who may write it, and lets go when settled", async () => {
    const { running, subject } = await started();
    await ended(running.operationId ?? "");
    const next = await world.release({ base: "19.0.1.0.2" });
    const draft = await draftChange(at(world.developer), {
      ...{ ...subject, releaseId: next.id, title: "The next one", reason: "Because life goes on.", ...PLANS },
    });
    const gateOn = async (ctx: Context) =>
      (await getChange(ctx, { changeId: draft.id })).gates.find(({ id }) => id === "emergency_debt_paid");
    expect((await gateOn(at(world.manager)))?.verdict).toBe("warn");
    expect(await gateOn(later(world.manager, 4))).toMatchObject({
      verdict: "fail",
      fact: expect.stringContaining("still owes"),
    });
    const run = (days: number) =>
      tellReviewsDue(world.db, {
        payload: {},
        now: new Date(Date.now() + days * DAY_MS),
        signal: AbortSignal.timeout(10_000),
      });
    await run(2.5);
    await run(2.5);
    await run(4);
    const told = await world.db.prisma.notice.findMany({
      where: {
        operationId: running.operationId,
        userId: world.plantIt.actor.id,
        occasion: { startsWith: "review:" },
      },
      orderBy: { at: "asc" },
    });
    expect(told.map(({ occasion }) => occasion)).toEqual(["review:soon", "review:overdue"]);
    const reviewers = await world.db.prisma.notice.findMany({ where: { operationId: running.operationId } });
    expect(
      reviewers.filter(({ occasion }) => occasion.startsWith("review")).map(({ userId }) => userId),
    ).not.toContain(world.manager.actor.id);
    const mine = await listChanges(at(world.plantIt), { waiting: "me", limit: 100 });
    expect(mine.items.find(({ id }) => id === running.id)?.reviewDueAt).not.toBeNull();

    const { version } = await getChange(at(world.plantIt), { changeId: running.id });
    const write = (ctx: Context, more: object = {}) =>
      reviewChange(at(ctx), { changeId: running.id, version, ...REVIEW, causes: ["untested_case"], ...more });
    expect((await problemOf(write(tom))).message).toContain("You wrote this emergency");
    expect((await problemOf(write(world.manager))).message).toContain("You approved this emergency");
    expect((await problemOf(write(world.stranger))).code).toBe("not_found");
    const reviewed = await write(world.plantIt, {
      actions: [{ title: "Test an empty label", ownerId: world.developer.actor.id, dueOn: "2027-01-15" }],
    });
    expect(reviewed).toMatchObject({
      state: "reviewed",
      governance: { review: { outcome: "with_trouble" } },
    });
    expect((await gateOn(later(world.manager, 4)))?.fact).not.toContain("its review");
    await settle(reviewed.id);
    expect((await gateOn(later(world.manager, 4)))?.verdict).toBe("pass");
  });

  it("settles no evidence that is still missing: what its change touched is asked for also when it runs itself", async () => {
    const { change, wanted } = await declared({ [`m_${randomUUID().slice(0, 8)}`]: "1.0" });
    const kind = "migration_rehearsal" as const;
    const rehearsed = (findings: EvidenceFindings) =>
      world.db.prisma.evidence.create({
        data: {
          ...{
            releaseId: wanted.id,
            digest: wanted.digest,
            kind,
            findings,
            contentHash: randomUUID(),
            producedAt: new Date(),
          },
          ...{ source: "ci of the test", attachedByName: "a test" },
        },
      });
    await rehearsed({ shape: "word", passed: false, sentence: "A table was locked." });
    const call = { changeId: change.id, version: change.version, comment: "" };
    const running = await approveAndStartChange(at(world.manager), call);
    const debt = running.governance.debts.find(({ gateId }) => gateId === "evidence_complete");
    expect(debt?.fact).toContain("Migration rehearsal failed: A table was locked.");
    await ended(running.operationId ?? "");
    const { environment } = await getChange(at(tom), { changeId: change.id });
    expect(environment.release?.name).toBe(wanted.name);
    const pay = (ctx = world.manager) =>
      payChangeDebt(at(ctx), { debtId: debt?.id ?? "", note: "It was rehearsed, I think." });
    expect((await problemOf(pay(tom))).message).toContain("You wrote this emergency");
    expect((await problemOf(pay())).message).toContain("Migration rehearsal failed: A table was locked.");
    await rehearsed(goodFindings(kind));
    expect((await pay()).governance.debts.find(({ id }) => id === debt?.id)?.paid).not.toBeNull();
  });

  /** Pays what is owed, does what the review asks for, and closes the change. */
  async function settle(changeId: string): Promise<void> {
    let change = await getChange(at(world.plantIt), { changeId });
    const end = () => closeChange(at(world.plantIt), { changeId, version: change.version });
    expect((await problemOf(end())).message).toContain("One action is not done yet");
    const [action] = change.governance.review?.actions ?? [];
    const done = { actionId: action?.id ?? "", note: "A test prints an empty label now." };
    change = await finishReviewAction(at(world.developer), done);
    expect((await problemOf(finishReviewAction(at(world.developer), done))).code).toBe("conflict");
    expect((await problemOf(end())).message).toContain("owes");
    for (const { id } of change.governance.debts) {
      const pay = { debtId: id, note: "It went through staging afterwards." };
      expect((await problemOf(payChangeDebt(at(world.stranger), pay))).code).toBe("not_found");
      change = await payChangeDebt(at(world.manager), pay);
      expect((await problemOf(payChangeDebt(at(world.manager), pay))).code).toBe("conflict");
    }
    expect((await end()).state).toBe("closed");
  }
});

it("an approval lapses by the policy's days: the start asks for a new decision", async () => {
  const { change } = await world.submitted();
  const approved = await approveChange(at(world.manager), { changeId: change.id, version: change.version });
  const after = await getChange(later(world.manager, 15), { changeId: approved.id });
  expect(after.can.start.reason).toContain("No approval stands for this content any more");
  expect(after.governance.approval.missing).toContain("has lapsed");
  expect((await getChange(later(world.manager, 13), { changeId: approved.id })).can.start.allowed).toBe(true);
});
