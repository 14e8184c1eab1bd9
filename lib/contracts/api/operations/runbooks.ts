import { z } from "zod";
import type { ApiOperation } from "../operation";
import { Id, PageQuery, page } from "../resources/common";
import * as runbook from "../resources/runbook";

const one = z.object({ runbookId: Id });
const run = z.object({ runId: Id });
const environment = z.object({ environmentId: Id });

export const runbookOperations = {
  listRunbooks: {
    method: "GET",
    path: "/api/v1/runbooks",
    tag: "Runbooks",
    summary: "Runbooks by name; archived ones only when asked for.",
    query: PageQuery.extend({
      scenario: runbook.RunbookScenario.optional(),
      tenantId: Id.optional(),
      search: z.string().max(100).optional(),
      archived: z.enum(["true", "false"]).optional(),
    }),
    response: page(runbook.RunbookBrief).extend({
      can: z.object({ create: runbook.Runbook.shape.can.shape.edit }),
    }),
  },
  createRunbook: {
    method: "POST",
    path: "/api/v1/runbooks",
    tag: "Runbooks",
    summary: "Write a runbook, for one tenant or for all.",
    body: runbook.CreateRunbook,
    response: runbook.Runbook,
    status: 201,
  },
  getRunbook: {
    method: "GET",
    path: "/api/v1/runbooks/{runbookId}",
    tag: "Runbooks",
    summary: "One runbook: its newest text or the one of a number, its versions, what the text changed.",
    params: one,
    query: z.object({ number: z.coerce.number().int().min(1).max(1_000_000).optional() }),
    response: runbook.Runbook,
  },
  reviseRunbook: {
    method: "POST",
    path: "/api/v1/runbooks/{runbookId}/versions",
    tag: "Runbooks",
    summary: "Give a runbook a new text. Runs that began keep the text they began with.",
    params: one,
    body: runbook.ReviseRunbook,
    response: runbook.Runbook,
    status: 201,
  },
  archiveRunbook: {
    method: "POST",
    path: "/api/v1/runbooks/{runbookId}/archive",
    tag: "Runbooks",
    summary: "Put a runbook away, or take it out again; nothing of it is deleted.",
    params: one,
    body: runbook.ArchiveRunbook,
    response: runbook.Runbook,
  },
  listRunbookRuns: {
    method: "GET",
    path: "/api/v1/environments/{environmentId}/runbook-runs",
    tag: "Runbooks",
    summary: "Runbooks as they were followed for an environment, open ones first, and what can be followed.",
    params: environment,
    response: runbook.RunList,
  },
  followRunbook: {
    method: "POST",
    path: "/api/v1/environments/{environmentId}/runbook-runs",
    tag: "Runbooks",
    summary: "Follow a runbook in earnest: its newest text, ticked off step by step.",
    params: environment,
    body: runbook.FollowRunbook,
    response: runbook.RunbookRun,
    status: 201,
  },
  getRunbookRun: {
    method: "GET",
    path: "/api/v1/runbook-runs/{runId}",
    tag: "Runbooks",
    summary: "A runbook as it is followed: text, ticks, manual fallbacks, filled messages.",
    params: run,
    response: runbook.RunbookRun,
  },
  tickRunbookStep: {
    method: "POST",
    path: "/api/v1/runbook-runs/{runId}/ticks",
    tag: "Runbooks",
    summary: "Tick a step off as done or skipped, with a note; or take a tick back.",
    params: run,
    body: runbook.TickStep,
    response: runbook.RunbookRun,
  },
  finishRunbookRun: {
    method: "POST",
    path: "/api/v1/runbook-runs/{runId}/finish",
    tag: "Runbooks",
    summary: "End following a runbook, and say what came of it.",
    params: run,
    body: runbook.FinishRun,
    response: runbook.RunbookRun,
  },
} as const satisfies Record<string, ApiOperation>;
