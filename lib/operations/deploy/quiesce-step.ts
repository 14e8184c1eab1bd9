import "server-only";
import { setTimeout as delay } from "node:timers/promises";
import { activityWords, type ErpActivity, isIdle } from "@/lib/domain/health/activity";
import { NAMES } from "@/lib/domain/manifest/spec";
import type { DeploySubject } from "@/lib/domain/operation/deploy-subject";
import { spokenSeconds } from "@/lib/domain/operation/sentence";
import { FailedCheck } from "@/lib/engine/failure";
import { done, type StepContext } from "@/lib/engine/step";
import { RefusedFailure, TransientFailure } from "@/lib/ports/failure";
import { closedDoor, erpTarget } from "./door";
import { type DeployEffects, type DeployStep, openSubject } from "./effects";
import { quiesceParameters } from "./parameters";
import { allStand, applyMarked, waitUntilGone } from "./standing";
import { waitForRollout } from "./world";

const CRON = new Set<string>([NAMES.cron]);
const ERP = new Set<string>([NAMES.web, NAMES.cron]);
const EVERY_MS = 1_000;
const closed = done("The door is closed, running work has ended, and no old pod is left.");

/**
 * Closes the door, stops scheduled work, waits until what runs has ended, then takes the old pods away: an update that
 * changes tables must not wait for their locks, and their code must not write into what it does not know.
 */
export const quiesceStep = (everyMs: number): DeployStep => ({
  name: "quiesce",
  touches: true,
  async isDone(effects, ctx) {
    const { subject, cluster } = await openSubject(effects, ctx);
    const { page, route, cron, web } = await closedDoor(effects, subject, ctx);
    if (!(await allStand(cluster, [...page, route, ...cron, ...web], ctx.signal))) return null;
    await waitUntilGone(cluster, subject.environment.namespace, ERP, ctx);
    return closed;
  },
  async perform(effects, ctx) {
    const { subject, cluster } = await openSubject(effects, ctx);
    const { namespace } = subject.environment;
    const { page, route, cron, web } = await closedDoor(effects, subject, ctx);
    // The page first: a door that closes in front of nothing would answer with an error.
    await applyMarked(cluster, page, ctx.signal);
    await waitForRollout(cluster, namespace, page, ctx);
    const told = await allStand(cluster, [route], ctx.signal);
    await applyMarked(cluster, [route, ...cron], ctx.signal);
    if (!told) ctx.tell("The door is closed: visitors see the maintenance page.", { kind: "state" });
    await waitUntilGone(cluster, namespace, CRON, ctx);
    // Asked again after a worker died, the old pods may be gone already: then they had drained.
    if (!(await allStand(cluster, web, ctx.signal))) await drain(effects, subject, ctx, everyMs);
    await applyMarked(cluster, web, ctx.signal);
    await waitUntilGone(cluster, namespace, ERP, ctx);
    return closed;
  },
});

export const quiesce = quiesceStep(EVERY_MS);

/** Waits until jobs and transactions have ended. The limit counts from the step's beginning, whoever waits. */
async function drain(
  effects: DeployEffects,
  subject: DeploySubject,
  ctx: StepContext,
  everyMs: number,
): Promise<void> {
  const { drainSeconds, unanswered } = quiesceParameters(ctx);
  const until = ctx.startedAt.getTime() + drainSeconds * 1_000;
  let told = "";
  for (;;) {
    const late = ctx.now().getTime() >= until;
    const activity = await askActivity(effects, subject, ctx, late || unanswered === "go_on");
    if (activity === null || isIdle(activity)) return;
    if (late) {
      throw new FailedCheck(
        `running work did not end within ${spokenSeconds(drainSeconds)}: ${activityWords(activity)}`,
        { ...activity },
      );
    }
    const counts = `${activity.jobs}/${activity.crons}/${activity.transactions}`;
    if (counts !== told) ctx.tell(`Still running: ${activityWords(activity)}.`, { kind: "wait" });
    told = counts;
    await delay(everyMs, undefined, { signal: ctx.signal });
  }
}

/**
 * What runs now. An ERP that does not answer is asked again, but not longer than running work may take; null where its
 * silence or refusal keeps nobody waiting: a broken ERP must not keep its data from being restored.
 */
async function askActivity(
  effects: DeployEffects,
  subject: DeploySubject,
  ctx: StepContext,
  late: boolean,
): Promise<ErpActivity | null> {
  try {
    return await effects.erp.activity(erpTarget(subject, NAMES.web), ctx.signal);
  } catch (error) {
    const goesOn = quiesceParameters(ctx).unanswered === "go_on";
    // On a database that is damaged or gone an ERP answers, and refuses whatever it is asked.
    const refuses = goesOn && error instanceof RefusedFailure;
    if (!refuses && (!late || !(error instanceof TransientFailure))) throw error;
    if (goesOn) {
      ctx.tell(`The ERP does not say what runs inside it: ${error.message}`, { level: "warn" });
      return null;
    }
    throw new FailedCheck(`the ERP does not say what still runs inside it (${error.message})`);
  }
}
