import { z } from "zod";
import type { ApiOperation } from "../operation";
import { Id, PageQuery } from "../resources/common";
import * as workflow from "../resources/workflow";

const environment = z.object({ environmentId: Id });
const one = environment.extend({ workflow: workflow.WorkflowId });

export const workflowOperations = {
  getWorkflowBoard: {
    method: "GET",
    path: "/api/v1/workflows",
    tag: "Health",
    summary: "Every environment whose workflows are tried by schedule, and how each stands.",
    query: PageQuery.extend({
      search: z.string().trim().max(80).optional(),
      /** Only where something fails. */
      hurting: z.literal("true").optional(),
    }),
    response: workflow.WorkflowBoard,
  },
  listWorkflows: {
    method: "GET",
    path: "/api/v1/environments/{environmentId}/workflows",
    tag: "Health",
    summary: "What people do with an environment's ERP: how each stands, who owns it, how it is tried.",
    params: environment,
    response: workflow.WorkflowList,
  },
  editWorkflow: {
    method: "PATCH",
    path: "/api/v1/environments/{environmentId}/workflows/{workflow}",
    tag: "Health",
    summary: "Set owner, schedule, promise and fallback of a workflow.",
    params: one,
    body: workflow.EditWorkflow,
    response: workflow.Workflow,
  },
  tryWorkflow: {
    method: "POST",
    path: "/api/v1/environments/{environmentId}/workflows/{workflow}/tries",
    tag: "Health",
    summary: "Try a workflow now; a worker takes it within seconds and all of it is rolled back.",
    params: one,
    response: workflow.Workflow,
    status: 201,
  },
  listWorkflowTries: {
    method: "GET",
    path: "/api/v1/environments/{environmentId}/workflows/{workflow}/tries",
    tag: "Health",
    summary: "Tries of a workflow, the newest first; 35 days are kept.",
    params: one,
    query: PageQuery,
    response: workflow.WorkflowRuns,
  },
  getWorkflowCourse: {
    method: "GET",
    path: "/api/v1/environments/{environmentId}/workflows/{workflow}/course",
    tag: "Health",
    summary: "How long a workflow took and how often it passed, over a day, a week or 35 days.",
    params: one,
    query: z.object({ span: z.enum(workflow.TRY_SPANS).default("24h") }),
    response: workflow.WorkflowCourse,
  },
} as const satisfies Record<string, ApiOperation>;
