import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { environmentsIn } from "@/lib/data/scope";
import { medianStepSeconds } from "@/lib/data/step-times";
import { changeNumber } from "@/lib/domain/change/number";
import { planRollback } from "@/lib/domain/operation/rollback";
import { presentPlan } from "../change/plan";
import { grantsOf } from "../context";
import { found, query } from "../query";
import { canRollBack, confirmationFor } from "./can";
import { previewWithData } from "./data-preview";
import { environmentInclude, loadRollback } from "./facts";
import { loadRollbackGates } from "./gates";

const brief = (release: { id: string; name: string; digest: string } | null) =>
  release === null ? null : { id: release.id, name: release.name, digest: release.digest };

/** What going back would mean now: read before the button is pressed. */
export const previewRollback = query({
  action: "operation.read",
  input: API.previewRollback.params,
  run: async ({ ctx, scope, input }) => {
    const db = ctx.db.prisma;
    const row = found(
      await db.environment.findFirst({
        where: { AND: [{ id: input.environmentId }, environmentsIn(scope)] },
        include: environmentInclude,
      }),
      "environment",
    );
    const facts = await loadRollback(db, row);
    const { verdict, change } = facts;
    const gates = await loadRollbackGates(db, row.id, {
      ...{ moment: "start", now: ctx.now },
      target: facts.target,
    });
    return {
      environment: {
        id: row.id,
        name: row.name,
        stage: row.stage,
        timeZone: row.timeZone,
        version: row.version,
      },
      from: brief(facts.from),
      target: brief(facts.target),
      possible: { allowed: verdict.allowed, reason: verdict.reason },
      effect: verdict.effect,
      kept: [...verdict.kept],
      gates: [...gates],
      gatesEvaluatedAt: ctx.now.toISOString(),
      plan: presentPlan(planRollback(), await medianStepSeconds(db, row.id)),
      change: change === null ? null : { id: change.id, number: changeNumber(change.number) },
      confirmation: confirmationFor(row),
      withData: await previewWithData(ctx, row, { facts, gates }),
      can: { rollBack: canRollBack(grantsOf(ctx.actor), row, { verdict, gates }) },
    };
  },
});
