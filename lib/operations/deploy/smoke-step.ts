import "server-only";
import { businessCheckFailed, businessCheckTitle, SMOKE_CHECKS } from "@/lib/domain/health/business-check";
import type { SmokeCheck } from "@/lib/domain/health/facts";
import { NAMES } from "@/lib/domain/manifest/spec";
import { isClosedDoor } from "@/lib/domain/operation/rollout";
import { FailedCheck } from "@/lib/engine/failure";
import { done, type StepContext } from "@/lib/engine/step";
import { sharedSentence, shareObjects } from "./canary-step";
import { erpTarget, openDoor } from "./door";
import { closesDoor, readRoute } from "./door-state";
import {
  type DeployEffects,
  type DeployStep,
  openSubject,
  previousManifest,
  subjectOf,
  wantedManifest,
} from "./effects";
import { canaryParameters } from "./parameters";
import { allStand, applyMarked } from "./standing";

const passedSentence = (checks: readonly SmokeCheck[]) =>
  done(`All ${checks.length} business checks pass.`, { checks: checks.length });

/** A check that was asked for and not answered has not passed. */
export function completed(checks: readonly SmokeCheck[]): readonly SmokeCheck[] {
  const answered = new Set(checks.map(({ name }) => name));
  const missing = SMOKE_CHECKS.filter((name) => !answered.has(name));
  const unanswered = missing.map((name) => ({ name, ok: false, milliseconds: 0, detail: "not answered" }));
  return [...checks, ...unanswered];
}

type SmokeStep = "smoke" | "canary_smoke" | "restore_smoke";

/** Runs the checks through the private entrance of one Service and keeps the run. @throws FailedCheck naming the first that fails */
async function runChecks(
  effects: DeployEffects,
  ctx: StepContext,
  name: SmokeStep,
  service: string,
): Promise<readonly SmokeCheck[]> {
  const subject = await subjectOf(effects, ctx);
  const target = erpTarget(subject, service);
  const checks = completed(await effects.erp.smoke(target, SMOKE_CHECKS, ctx.signal));
  for (const { name: check, ok, milliseconds, detail } of checks) {
    const text = `${businessCheckTitle(check)}: ${ok ? `passed in ${Math.round(milliseconds)} ms` : `failed, ${detail}`}`;
    ctx.tell(text, { level: ok ? "info" : "error" });
  }
  const failing = checks.filter(({ ok }) => !ok);
  const [first] = failing;
  ctx.signal.throwIfAborted();
  const { environmentId } = subject.environment;
  const run = { operationId: ctx.operationId, step: name, environmentId };
  await effects.records.saveSmoke({ ...run, passed: first === undefined, checks });
  if (first === undefined) return checks;
  const more = failing.length > 1 ? `, and ${failing.length - 1} more` : "";
  throw new FailedCheck(businessCheckFailed(first, more), {
    failing: failing.map(({ name: check }) => check),
  });
}

function smokeStep(name: "smoke" | "restore_smoke"): DeployStep {
  return {
    name,
    touches: name === "smoke",
    async isDone(effects, ctx) {
      const checks = await effects.records.passedSmoke(ctx.operationId, name);
      if (checks === null) return null;
      return (await foundClosed(effects, ctx)) ? null : passedSentence(checks);
    },
    async perform(effects, ctx) {
      const kept = await effects.records.passedSmoke(ctx.operationId, name);
      const checks = kept ?? (await runChecks(effects, ctx, name, NAMES.web));
      if (await foundClosed(effects, ctx)) {
        const { subject, cluster } = await openSubject(effects, ctx);
        const manifest =
          name === "smoke" ? await wantedManifest(effects, ctx) : await previousManifest(effects, subject);
        await openDoor(effects, cluster, subject, manifest, ctx);
      }
      return passedSentence(checks);
    },
  };
}

/** True when what failed here before left the door closed and no later step of this plan opens it. */
async function foundClosed(effects: DeployEffects, ctx: StepContext): Promise<boolean> {
  const { subject, cluster } = await openSubject(effects, ctx);
  return !closesDoor(subject) && isClosedDoor(await readRoute(cluster, subject, ctx.signal));
}

export const smoke = smokeStep("smoke");
export const restoreSmoke = smokeStep("restore_smoke");

/** The checks on the canary; only when they pass does it get its share of the visitors. */
export const canarySmoke: DeployStep = {
  name: "canary_smoke",
  touches: true,
  async isDone(effects, ctx) {
    const { subject, cluster } = await openSubject(effects, ctx);
    const checks = await effects.records.passedSmoke(ctx.operationId, "canary_smoke");
    if (checks === null) return null;
    const { percent } = canaryParameters(ctx);
    const share = shareObjects(subject, await wantedManifest(effects, ctx), percent);
    return (await allStand(cluster, share, ctx.signal)) ? letIn(checks, percent) : null;
  },
  async perform(effects, ctx) {
    const kept = await effects.records.passedSmoke(ctx.operationId, "canary_smoke");
    const checks = kept ?? (await runChecks(effects, ctx, "canary_smoke", NAMES.canary));
    const { subject, cluster } = await openSubject(effects, ctx);
    const { percent } = canaryParameters(ctx);
    const share = shareObjects(subject, await wantedManifest(effects, ctx), percent);
    await applyMarked(cluster, share, ctx.signal);
    return letIn(checks, percent);
  },
};

const letIn = (checks: readonly SmokeCheck[], percent: number) =>
  done(`All ${checks.length} business checks pass. ${sharedSentence(percent)}`, {
    checks: checks.length,
    percent,
  });
