import "server-only";
import { z } from "zod";
import { businessCheckFailed, businessCheckTitle, SMOKE_CHECKS } from "@/lib/domain/health/business-check";
import { copyErpName, renderCopyErp, renderCopySecret } from "@/lib/domain/manifest/copy-erp";
import { DEFAULT_PLACEMENT, FIELD_MANAGER, NAMES, WEB_PORT } from "@/lib/domain/manifest/spec";
import { spokenSeconds } from "@/lib/domain/operation/sentence";
import { FailedCheck } from "@/lib/engine/failure";
import { done, type StepContext } from "@/lib/engine/step";
import { RefusedFailure } from "@/lib/ports/failure";
import type { DeployStep } from "../deploy/effects";
import { noted } from "../deploy/live-wait";
import { completed } from "../deploy/smoke-step";
import { waitForRollout } from "../deploy/world";
import { copyBeside, copySpecOf, digitsOf, openVerification, type VerifyPlace } from "./place";
import { ERP_CHECK, readOf } from "./proof";

const Started = z.union([
  z.object({ obstacle: z.string() }),
  z.object({ since: z.coerce.date(), release: z.string(), obstacle: z.null().default(null) }),
]);

/** Why no ERP can be started on the copy: nobody is to blame the backup for it. Null when one can. */
async function obstacleOf({ effects, cluster, subject, ctx }: VerifyPlace): Promise<string | null> {
  const { erp, environment } = subject;
  if (erp.release === null) return erp.obstacle;
  const { repository, digest, name } = erp.release;
  if (!(await effects.registry.exists(repository, digest, ctx.signal)))
    return `the registry has no image of release ${name} any more`;
  const api = await cluster.objects.readSecret(environment.namespace, NAMES.apiSecret, ctx.signal);
  if (!api?.["login"] || !api["key"])
    return `secret ${NAMES.apiSecret} in namespace ${environment.namespace} does not say how to ask the ERP`;
  return null;
}

/** What keeps the ERP from answering stands in the proof: read back whole, and still not proven. */
async function orNotProven<T>(place: VerifyPlace, said: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof FailedCheck || error instanceof RefusedFailure)) throw error;
    const { ctx, effects } = place;
    const { checks, seconds, filesHashed } = readOf(ctx);
    const reason = error.message.trim().replace(/[.\s]+$/, "");
    await effects.recovery.records.finishVerification(ctx.operationId, {
      passed: null,
      unproves: true,
      sentence: `Not proven: read back whole, but ${said}: ${reason}.`,
      result: { checks: [...checks, { name: ERP_CHECK, ok: false, detail: reason }], filesHashed },
      seconds,
    });
    throw error;
  }
}

/** The release of the backup on the copy, scheduled actions off, with no way in from outside. */
export const startErp: DeployStep = {
  name: "start_erp",
  touches: true,
  gated: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const place = await openVerification(effects, ctx);
    const { cluster, subject } = place;
    const obstacle = await obstacleOf(place);
    if (obstacle !== null || subject.erp.release === null) {
      ctx.tell(`No ERP is started: ${obstacle}.`, { level: "warn" });
      return done(`No ERP is started: ${obstacle}.`, { obstacle });
    }
    const { living, database } = await copyBeside(place);
    const { release, ofBackup } = subject.erp;
    const copy = copySpecOf(place, { release, database });
    const objects = renderCopyErp(copy, effects.placement ?? DEFAULT_PLACEMENT);
    // Woken from its wait for the pod it has applied them already.
    if (noted(ctx, "told") === undefined) {
      if (!ofBackup) ctx.tell(unknownRelease(release.name), { level: "warn" });
      const options = { fieldManager: FIELD_MANAGER, force: true, signal: ctx.signal };
      await cluster.objects.apply([renderCopySecret(copy, living), ...objects], options);
    }
    const { namespace } = subject.environment;
    await orNotProven(place, "the ERP did not start on it", () =>
      waitForRollout(cluster, namespace, objects, ctx),
    );
    return done(`${release.name} runs on the copy; no scheduled action runs.`, {
      ...{ since: ctx.startedAt.toISOString(), release: release.name },
    });
  },
};

const unknownRelease = (running: string): string =>
  `The release it was taken of is not known any more: ${running} is started, which runs in the environment.`;

/** Signs in and does what a plant does all day, on the copy; the ERP itself takes it back. */
export const askErp: DeployStep = {
  name: "ask_erp",
  touches: true,
  gated: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const started = Started.parse(ctx.results.get("start_erp"));
    if (started.obstacle !== null) return done("Nobody is asked: no ERP was started.", started);
    const place = await openVerification(effects, ctx);
    const checks = await orNotProven(place, "the ERP did not answer on it", () => ask(place, ctx));
    const seconds = (ctx.now().getTime() - started.since.getTime()) / 1_000;
    return done(`The ERP answered on it in ${spokenSeconds(seconds)}: all ${checks} business checks pass.`, {
      seconds,
      checks,
      release: started.release,
    });
  },
};

/** How many checks were answered well. @throws FailedCheck naming the first that was not */
async function ask(place: VerifyPlace, ctx: StepContext): Promise<number> {
  const { effects, subject } = place;
  const name = copyErpName(digitsOf(place));
  const target = {
    clusterId: subject.clusterId,
    namespace: subject.environment.namespace,
    ...{ service: name, port: WEB_PORT, apiSecret: NAMES.apiSecret, databaseSecret: name },
  };
  const checks = completed(await effects.erp.smoke(target, SMOKE_CHECKS, ctx.signal));
  ctx.signal.throwIfAborted();
  for (const { name: check, ok, milliseconds, detail } of checks)
    ctx.tell(
      `${businessCheckTitle(check)}: ${ok ? `passed in ${Math.round(milliseconds)} ms` : `failed, ${detail}`}`,
      { level: ok ? "info" : "error" },
    );
  const [first, ...others] = checks.filter(({ ok }) => !ok);
  if (first === undefined) return checks.length;
  const more = others.length > 0 ? `, and ${others.length} more` : "";
  throw new FailedCheck(businessCheckFailed(first, more), {
    failing: [first, ...others].map(({ name: check }) => check),
  });
}
