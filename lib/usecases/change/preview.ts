import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { environmentsIn } from "@/lib/data/scope";
import { approvalState } from "@/lib/domain/change/approval-path";
import { presentEnvironmentBrief } from "../environment/present";
import { briefInclude } from "../environment/rows";
import { holdMark, loadHolds } from "../hold/standing";
import { found, query } from "../query";
import { presentSettings } from "../release/present";
import { presentApproval } from "./decision-facts";
import { loadChangeFacts } from "./facts";
import { pathsNow } from "./paths";
import { planFor, presentPlan, presentStrategy } from "./plan";
import { plannedStartOf } from "./planned-start";
import { presentRisk } from "./present-risk";
import { presentTouches, proposalFor } from "./touches";

/** What a change would mean, before it is drafted: modules, class, gates, plan. */
export const previewChange = query({
  action: "change.draft",
  input: API.previewChange.query,
  run: async ({ ctx, scope, input }) => {
    const db = ctx.db.prisma;
    const environment = found(
      await db.environment.findFirst({
        where: { AND: [{ id: input.environmentId }, environmentsIn(scope)] },
        include: briefInclude,
      }),
      "environment",
    );
    found(await db.release.findUnique({ where: { id: input.releaseId }, select: { id: true } }), "release");
    const { plannedStart: given, ...place } = input;
    const subject = {
      ...place,
      plannedStart: plannedStartOf(given, ctx.now) ?? null,
      people: [{ id: ctx.actor.id, name: ctx.actor.name }],
      ...{ rollbackPlan: "", fallback: "", communication: "" },
    };
    const facts = await loadChangeFacts(db, subject, { moment: "draft", now: ctx.now });
    const writers = { authorIds: [ctx.actor.id] };
    const proposal = await proposalFor(db, facts, writers);
    const wanted = { ...place, id: "", class: proposal.class, flags: [...facts.findings.flags] };
    const path = (await pathsNow(db, [wanted]))(wanted);
    const approvals = approvalState({ path, decisions: [], ...writers, contentHash: "", now: ctx.now });
    const here = { tenantId: environment.tenantId, environmentId: environment.id, ...writers };
    const holdsOver = await loadHolds(db, [environment], ctx.now);
    const { plan, expected } = await planFor(db, input.environmentId, facts);
    return {
      environment: presentEnvironmentBrief(environment, {
        hold: holdMark(holdsOver, environment),
        now: ctx.now,
      }),
      runningRelease: facts.runningRelease,
      modules: [...facts.differences],
      unchangedModules: facts.unchangedModules,
      settings: presentSettings(facts.settings),
      class: proposal.class,
      classReason: proposal.reason,
      touches: presentTouches(facts, proposal),
      gates: [...facts.gates],
      ...presentRisk(facts),
      approval: await presentApproval(db, here, { approvals, rule: path.rule, now: ctx.now }),
      plan: presentPlan(plan.steps, expected),
      strategy: presentStrategy(plan),
    };
  },
});
