import "server-only";
import type { Workflow } from "@/lib/domain/health/domains";
import { NAMES, WEB_PORT } from "@/lib/domain/manifest/spec";
import { Problem } from "@/lib/domain/shared/problem";
import { type Outcome, TRY_LIMIT_MS } from "@/lib/domain/workflow/course";
import { RefusedFailure, TransientFailure } from "@/lib/ports/failure";
import type { Erp, ErpTarget } from "@/lib/ports/outside";
import type { TurnPlace } from "./turn";

export type Attempt = { outcome: Outcome; milliseconds: number; detail: string };

const targetOf = ({ clusterId, namespace }: TurnPlace): ErpTarget => ({
  ...{ clusterId, namespace, service: NAMES.web, port: WEB_PORT },
  ...{ apiSecret: NAMES.apiSecret, databaseSecret: NAMES.databaseSecret },
});

/**
 * Tries one workflow through the ERP's private entrance, as smoke does, within its limit. An ERP that cannot be asked
 * is unknown; one that does not come to an end has failed, for nobody gets on with their work there.
 * @throws when `stopping` aborts
 */
export async function attempt(
  erp: Pick<Erp, "smoke">,
  place: TurnPlace,
  { workflow, longestMs }: { workflow: Workflow; longestMs: number },
  stopping: AbortSignal,
  limitMs = TRY_LIMIT_MS,
): Promise<Attempt> {
  const limit = AbortSignal.timeout(limitMs);
  const began = performance.now();
  const answer = (outcome: Outcome, detail: string, milliseconds = performance.now() - began): Attempt => ({
    ...{ outcome, detail, milliseconds: Math.round(milliseconds) },
  });
  try {
    const checks = await erp.smoke(targetOf(place), [workflow], AbortSignal.any([stopping, limit]));
    const check = checks.find(({ name }) => name === workflow);
    // Where nobody can sign in nothing else can be tried: that is sign-in's failure, not this one's.
    if (check === undefined)
      return answer("unknown", `Nobody can sign in: ${checks[0]?.detail ?? "no detail"}`);
    if (!check.ok) return answer("failed", check.detail || "no detail", check.milliseconds);
    const outcome = check.milliseconds > longestMs ? "slow" : "passed";
    return answer(outcome, check.detail, check.milliseconds);
  } catch (error) {
    stopping.throwIfAborted();
    if (limit.aborted) return answer("failed", `It did not come to an end within ${limitMs / 1_000} s.`);
    const silent =
      error instanceof TransientFailure || error instanceof RefusedFailure || error instanceof Problem;
    if (silent) return answer("unknown", error.message);
    throw error;
  }
}
