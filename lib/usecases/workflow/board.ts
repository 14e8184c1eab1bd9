import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { WorkflowBoardRow } from "@/lib/contracts/api/resources/workflow";
import { containing } from "@/lib/data/containing";
import type { Prisma } from "@/lib/data/generated/client";
import { cursorKey, pageOf, pageSize } from "@/lib/data/page";
import { environmentsIn } from "@/lib/data/scope";
import { WORKFLOW_IDS } from "@/lib/domain/health/domains";
import { failuresNow, workflowState } from "@/lib/domain/workflow/course";
import { workflowSentence } from "@/lib/domain/workflow/sentence";
import type { Context } from "../context";
import { causesOf } from "../health/causes";
import { query } from "../query";
import { workflowSettings } from "./settings";

const select = {
  ...{ id: true, name: true, stage: true, timeZone: true },
  tenant: { select: { id: true, name: true, tier: true } },
  workflows: {
    select: {
      ...{ workflow: true, settings: true, recent: true, failingSince: true, knownAt: true },
      ...{ lastOutcome: true, lastDetail: true },
    },
  },
} satisfies Prisma.EnvironmentSelect;
type Row = Prisma.EnvironmentGetPayload<{ select: typeof select }>;

const named = (search: string): Prisma.EnvironmentWhereInput => ({
  OR: [{ name: containing(search) }, { tenant: { name: containing(search) } }],
});

/** Every environment whose workflows are tried by schedule, by name, within what the reader sees. */
export const getWorkflowBoard = query({
  action: "catalog.read",
  input: API.getWorkflowBoard.query,
  run: async ({ ctx, scope, input }) => {
    const [name, id] = cursorKey(input.cursor, 2) ?? [];
    const rows = await ctx.db.prisma.environment.findMany({
      where: {
        AND: [
          environmentsIn(scope),
          { OR: [{ stage: "production" }, { workflows: { some: { version: { gt: 1 } } } }] },
          input.hurting === undefined ? {} : { workflows: { some: { failingSince: { not: null } } } },
          input.search === undefined || input.search === "" ? {} : named(input.search),
          name === undefined || id === undefined
            ? {}
            : { OR: [{ name: { gt: name } }, { name, id: { gt: id } }] },
        ],
      },
      select,
      orderBy: [{ name: "asc" }, { id: "asc" }],
      ...pageSize(input.limit),
    });
    const causeOf = await causesIn(ctx, rows);
    return pageOf(
      rows,
      input.limit,
      (row) => [row.name, row.id],
      (row) => presentRow(ctx, row, causeOf),
    );
  },
});

type CauseOf = Awaited<ReturnType<typeof causesOf>>;

function causesIn(ctx: Context, rows: readonly Row[]): Promise<CauseOf> {
  const failing = rows.filter(({ workflows }) => workflows.some(({ failingSince }) => failingSince !== null));
  const since = failing.flatMap(({ workflows }) =>
    workflows.flatMap(({ failingSince }) => (failingSince === null ? [] : [failingSince.getTime()])),
  );
  return causesOf(
    ctx.db,
    failing.map(({ id }) => id),
    { from: new Date(Math.min(ctx.now.getTime(), ...since)), to: ctx.now },
  );
}

function presentRow(ctx: Context, { workflows, tenant, ...row }: Row, causeOf: CauseOf): WorkflowBoardRow {
  const told = { now: ctx.now, zone: row.timeZone, causes: causeOf(row.id) };
  return {
    ...row,
    tenant: { id: tenant.id, name: tenant.name },
    workflows: WORKFLOW_IDS.flatMap((workflow) => {
      const course = workflows.find((each) => each.workflow === workflow);
      const settings = workflowSettings(course?.settings ?? null, tenant.tier, row.stage);
      if (course === undefined || !settings.enabled) return [];
      const found = failuresNow(course, settings.everyMinutes, ctx.now);
      const state = workflowState(found);
      return [
        {
          id: workflow,
          state,
          sentence: workflowSentence({ workflow, state, found, course, settings }, told),
        },
      ];
    }),
  };
}
