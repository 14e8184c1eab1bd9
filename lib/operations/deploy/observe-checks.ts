import "server-only";
import { businessCheckFailed, SMOKE_CHECKS } from "@/lib/domain/health/business-check";
import type { SmokeCheck } from "@/lib/domain/health/facts";
import { NAMES, WEB_PORT } from "@/lib/domain/manifest/spec";
import type { DeploySubject } from "@/lib/domain/operation/deploy-subject";
import type { StepContext } from "@/lib/engine/step";
import type { DeployEffects } from "./effects";

/**
 * The business checks once more at the end of the watching, so that what breaks after a while is found too. Answers
 * null when all pass, else the clause that says which one does not. A run that passed is not repeated.
 */
export async function failingBusiness(
  effects: DeployEffects,
  ctx: StepContext,
  { environment, clusterId }: DeploySubject,
  service: string,
): Promise<string | null> {
  if ((await effects.records.passedSmoke(ctx.operationId, ctx.step)) !== null) return null;
  const { apiSecret, databaseSecret } = NAMES;
  const { namespace, environmentId } = environment;
  const target = { clusterId, namespace, service, port: WEB_PORT, apiSecret, databaseSecret };
  const checks = await effects.erp.smoke(target, SMOKE_CHECKS, ctx.signal);
  const failed = failedCheck(checks);
  const passed = failed === null;
  const { operationId, step } = ctx;
  ctx.signal.throwIfAborted();
  await effects.records.saveSmoke({ operationId, step, environmentId, passed, checks });
  return failed === null ? null : businessCheckFailed(failed);
}

/** The first check that failed; one that was asked for and not answered has not passed. */
function failedCheck(checks: readonly SmokeCheck[]): Pick<SmokeCheck, "name" | "detail"> | null {
  const failed = checks.find(({ ok }) => !ok);
  if (failed !== undefined) return failed;
  const missing = SMOKE_CHECKS.find((name) => !checks.some((check) => check.name === name));
  return missing === undefined ? null : { name: missing, detail: "not answered" };
}
