import "server-only";
import type { SmokeCheck } from "@/lib/domain/health/facts";
import { NAMES, WEB_PORT } from "@/lib/domain/manifest/spec";
import { FailedCheck } from "@/lib/engine/failure";
import { done } from "@/lib/engine/step";
import { type DeployStep, subjectOf } from "./effects";

/** Requirement D7: what a plant does all day, proven on the real ERP. */
export const SMOKE_CHECKS = [
  "sign_in",
  "sale_order",
  "stock_move",
  "work_order",
  "purchase",
  "invoice",
] as const;

const passedSentence = (checks: readonly SmokeCheck[]) =>
  done(`All ${checks.length} business checks pass.`, { checks: checks.length });

/** A check that was asked for and not answered has not passed. */
function completed(checks: readonly SmokeCheck[]): readonly SmokeCheck[] {
  const answered = new Set(checks.map(({ name }) => name));
  const missing = SMOKE_CHECKS.filter((name) => !answered.has(name));
  const unanswered = missing.map((name) => ({ name, ok: false, milliseconds: 0, detail: "not answered" }));
  return [...checks, ...unanswered];
}

function smokeStep(name: "smoke" | "restore_smoke"): DeployStep {
  return {
    name,
    touches: name === "smoke",
    async isDone(effects, ctx) {
      const checks = await effects.records.passedSmoke(ctx.operationId, name);
      return checks === null ? null : passedSentence(checks);
    },
    async perform(effects, ctx) {
      const { environment, clusterId } = await subjectOf(effects, ctx);
      const target = {
        clusterId,
        namespace: environment.namespace,
        service: NAMES.web,
        port: WEB_PORT,
        apiSecret: NAMES.apiSecret,
        databaseSecret: NAMES.databaseSecret,
      };
      const checks = completed(await effects.erp.smoke(target, SMOKE_CHECKS, ctx.signal));
      const failing = checks.filter(({ ok }) => !ok);
      for (const { name: check, ok, milliseconds, detail } of checks) {
        const text = `${check}: ${ok ? `passed in ${Math.round(milliseconds)} ms` : `failed, ${detail}`}`;
        ctx.tell(text, { level: ok ? "info" : "error" });
      }
      const { environmentId } = environment;
      const passed = failing.length === 0;
      ctx.signal.throwIfAborted();
      await effects.records.saveSmoke({
        operationId: ctx.operationId,
        step: name,
        environmentId,
        passed,
        checks,
      });
      const [first] = failing;
      if (first === undefined) return passedSentence(checks);
      const more = failing.length > 1 ? `, and ${failing.length - 1} more` : "";
      throw new FailedCheck(
        `the business check ${first.name} failed (${first.detail || "no detail"}${more})`,
        {
          failing: failing.map(({ name: check }) => check),
        },
      );
    },
  };
}

export const smoke = smokeStep("smoke");
export const restoreSmoke = smokeStep("restore_smoke");
