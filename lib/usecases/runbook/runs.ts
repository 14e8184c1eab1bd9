import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { environmentsIn, ownedIn } from "@/lib/data/scope";
import { decide } from "@/lib/domain/access/decide";
import { grantsOf } from "../context";
import { found, query } from "../query";
import { presentRun, presentRunBrief } from "./present-run";
import { runInclude } from "./run-rows";

const RUNS = 20;
const RUNBOOKS = 100;

/** Runbooks as they were followed for an environment: open ones first, then the newest; and what can be followed. */
export const listRunbookRuns = query({
  action: "runbook.read",
  input: API.listRunbookRuns.params,
  run: async ({ ctx, scope, input: { environmentId } }) => {
    const place = found(
      await ctx.db.prisma.environment.findFirst({
        where: { AND: [{ id: environmentId }, environmentsIn(scope)] },
        select: { tenantId: true },
      }),
      "environment",
    );
    const { tenantId } = place;
    const rows = await ctx.db.prisma.runbookRun.findMany({
      where: { environmentId },
      include: runInclude,
      orderBy: [{ finishedAt: { sort: "desc", nulls: "first" } }, { startedAt: "desc" }],
      take: RUNS,
    });
    const runbooks = await ctx.db.prisma.runbook.findMany({
      where: { archivedAt: null, OR: [{ tenantId: null }, { tenantId }] },
      select: { id: true, name: true, scenario: true },
      orderBy: [{ tenantId: { sort: "asc", nulls: "last" } }, { name: "asc" }],
      take: RUNBOOKS,
    });
    const decision = decide(grantsOf(ctx.actor), "runbook.follow", {
      level: "environment",
      tenantId,
      environmentId,
    });
    return {
      items: rows.map(presentRunBrief),
      runbooks,
      can: { follow: { allowed: decision.allow, reason: decision.allow ? null : decision.reason } },
    };
  },
});

/** A runbook as it is followed: everybody who looks sees the same. */
export const getRunbookRun = query({
  action: "runbook.read",
  input: API.getRunbookRun.params,
  run: async ({ ctx, scope, input: { runId } }) => {
    const row = found(
      await ctx.db.prisma.runbookRun.findFirst({
        where: { AND: [{ id: runId }, ownedIn(scope)] },
        include: runInclude,
      }),
      "run of a runbook",
    );
    return presentRun(ctx, ctx.db.prisma, row);
  },
});
