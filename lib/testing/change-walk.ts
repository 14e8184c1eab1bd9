import { randomUUID } from "node:crypto";
import { approveChange } from "@/lib/usecases/change/approve";
import { approveAndStartChange } from "@/lib/usecases/change/approve-and-start";
import { cancelChange } from "@/lib/usecases/change/cancel";
import { classifyChange } from "@/lib/usecases/change/classify";
import { declareEmergency } from "@/lib/usecases/change/declare-emergency";
import { editChange } from "@/lib/usecases/change/edit";
import { rejectChange } from "@/lib/usecases/change/reject";
import { requestChanges } from "@/lib/usecases/change/request-changes";
import { reviseChange } from "@/lib/usecases/change/revise";
import { scheduleChange } from "@/lib/usecases/change/schedule";
import { startChange } from "@/lib/usecases/change/start";
import { submitChange } from "@/lib/usecases/change/submit";
import { unscheduleChange } from "@/lib/usecases/change/unschedule";
import { SCHEDULE_ACTOR, wakeChange } from "@/lib/usecases/change/wake";
import type { Context } from "@/lib/usecases/context";
import { giveDelegation } from "@/lib/usecases/delegation/give";
import { revokeDelegation } from "@/lib/usecases/delegation/revoke";
import { resolveSession } from "@/lib/usecases/session/resolve";
import { askWaiver } from "@/lib/usecases/waiver/ask";
import { confirmWaiver } from "@/lib/usecases/waiver/confirm";
import { type ChangeWorld, PLANS } from "./change-world";

const HOUR_MS = 3_600_000;
const REASON = "Because the walk says so.";
/** How far a walk's clock moves at once: into an opening, over a night, beyond every approval. */
const LATER_MS = [HOUR_MS, 26 * HOUR_MS, 15 * 24 * HOUR_MS] as const;
const CLASSES = ["normal", "major", "standard"] as const;

/** One walk over one change, on a clock of its own that only moves on. */
export type Walk = {
  world: ChangeWorld;
  people: Readonly<Record<string, Context>>;
  changeId: string;
  releaseId: string;
  environmentId: string;
  /** What somebody may roll the environment back to: from there the change moves the schema. */
  olderId: string;
  aheadMs: number;
};
export type WalkStep = { verb: WalkVerb; who: string; to: string; pick: number };

type Acting = {
  walk: Walk;
  ctx: Context;
  /** The change and the version it has now. */
  call: { changeId: string; version: number };
  receiver: Context | undefined;
  pick: number;
};
type Act = (acting: Acting) => Promise<unknown>;

const inMs = ({ now }: Context, ms: number): string => new Date(now.getTime() + ms).toISOString();

/**
 * Every command that can bring a change nearer to its start or further from it, as the people of a walk use it; beside
 * them the time goes on, and what runs there moves.
 */
const ACTS = {
  edit: ({ walk, ctx, call }) =>
    editChange(ctx, {
      ...{
        ...call,
        releaseId: walk.releaseId,
        title: `Edited by ${ctx.actor.name}`,
        reason: REASON,
        ...PLANS,
      },
    }),
  classify: ({ ctx, call, pick }) =>
    classifyChange(ctx, { ...call, class: CLASSES[pick] ?? "normal", reason: REASON }),
  submit: ({ ctx, call }) => submitChange(ctx, call),
  approve: ({ ctx, call }) => approveChange(ctx, { ...call, comment: "" }),
  reject: ({ ctx, call }) => rejectChange(ctx, { ...call, reason: REASON }),
  start: ({ ctx, call }) => startChange(ctx, call),
  schedule: ({ ctx, call, pick }) =>
    scheduleChange(ctx, { ...call, at: pick === 0 ? null : inMs(ctx, HOUR_MS / 2) }),
  unschedule: ({ ctx, call }) => unscheduleChange(ctx, call),
  wake: async ({ walk, ctx }) => {
    const wait = await walk.world.db.prisma.changeWait.findUnique({ where: { changeId: walk.changeId } });
    if (wait !== null) await wakeChange({ ...ctx, actor: SCHEDULE_ACTOR }, wait.id);
  },
  revise: ({ ctx, call }) => reviseChange(ctx, { ...call, reason: REASON }),
  request_changes: ({ ctx, call }) => requestChanges(ctx, { ...call, reason: REASON }),
  cancel: ({ ctx, call }) => cancelChange(ctx, { ...call, reason: REASON }),
  emergency: ({ ctx, call }) => declareEmergency(ctx, { ...call, reason: REASON }),
  approve_and_start: ({ ctx, call }) => approveAndStartChange(ctx, { ...call, comment: "" }),
  ask_waiver: ({ ctx, call }) =>
    askWaiver(ctx, {
      ...{ ...call, gateId: "digest_passed_stages", expiresAt: inMs(ctx, 48 * HOUR_MS), reason: REASON },
    }),
  confirm_waiver: async ({ walk, ctx }) => {
    const one = await walk.world.db.prisma.gateWaiver.findFirst({
      where: { changeId: walk.changeId, confirmedAt: null, withdrawnAt: null },
    });
    if (one !== null) await confirmWaiver(ctx, { waiverId: one.id });
  },
  delegate: ({ walk, ctx, receiver }) =>
    giveDelegation(ctx, {
      ...{ toId: receiver?.actor.id ?? "", level: "tenant", tenantId: walk.world.tenantId, reason: REASON },
      ...{ startsAt: inMs(ctx, -1_000), endsAt: inMs(ctx, 30 * HOUR_MS) },
    }),
  revoke: async ({ walk, ctx }) => {
    const given = { fromId: ctx.actor.id, revokedAt: null };
    const one = await walk.world.db.prisma.delegation.findFirst({ where: given });
    if (one !== null) await revokeDelegation(ctx, { delegationId: one.id });
  },
  release_moves: async ({ walk }) => {
    const data = { releaseId: walk.olderId };
    await walk.world.db.prisma.environment.update({ where: { id: walk.environmentId }, data });
  },
  later: async ({ walk, pick }) => {
    walk.aheadMs += LATER_MS[pick] ?? HOUR_MS;
  },
} satisfies Record<string, Act>;
export type WalkVerb = keyof typeof ACTS;
export const WALK_VERBS = Object.keys(ACTS) as WalkVerb[];

/** Takes one step, by a person with the rights they have then. @throws what the command refuses with */
export async function takeStep(walk: Walk, { verb, who, to, pick }: WalkStep): Promise<void> {
  const ctx = await personOf(walk, who);
  const { changeId } = walk;
  const { version } = await walk.world.db.prisma.change.findUniqueOrThrow({ where: { id: changeId } });
  await ACTS[verb]({ walk, ctx, call: { changeId, version }, receiver: walk.people[to], pick });
}

/** The person with the rights they have at the walk's time, lent ones included: as a request of theirs would find them. */
async function personOf({ world, people, aheadMs }: Walk, name: string): Promise<Context> {
  const ctx = people[name];
  if (ctx?.actor.kind !== "person") throw new Error(`There is no ${name}.`);
  const now = new Date(Date.now() + aheadMs);
  const session = await world.db.prisma.session.create({
    data: {
      ...{ userId: ctx.actor.id, userAgent: "Test", lastSeenAt: now },
      expiresAt: new Date(now.getTime() + HOUR_MS),
    },
  });
  const actor = await resolveSession(world.db, session.id, now);
  if (actor === null) throw new Error(`The session of ${name} does not count.`);
  return { ...ctx, now, actor, correlationId: randomUUID() };
}
