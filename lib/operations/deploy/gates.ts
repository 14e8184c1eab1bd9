import "server-only";
import { done, park } from "@/lib/engine/step";
import { RefusedFailure } from "@/lib/ports/failure";
import type { DeployStep } from "./effects";

/** Every gate once more, at the moment that counts. */
export const gates: DeployStep = {
  name: "gates",
  touches: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const answer = await effects.evaluateGates(ctx.operationId);
    if (answer.passed) return done("Every gate passes.");
    if (answer.held) return park(answer.held.until, answer.held.reason, "gate");
    for (const failure of answer.failures) {
      const remedy = failure.remedy === null ? "" : ` ${failure.remedy}`;
      ctx.tell(`${failure.title}: ${failure.fact}${remedy}`, { level: "error" });
    }
    const [first] = answer.failures;
    const more = answer.failures.length > 1 ? ` (and ${answer.failures.length - 1} more)` : "";
    throw new RefusedFailure(
      first === undefined
        ? "A gate refuses."
        : `The gate “${first.title}” refuses: ${first.fact.replace(/\.$/, "")}${more}.`,
      { code: "gate_refused" },
    );
  },
};
