import { z } from "zod";
import type { ApiOperation } from "../operation";
import { Id, Tier } from "../resources/common";
import * as policy from "../resources/health-policy";

const tag = "Health";
const one = z.object({ clusterId: Id, question: policy.QuestionId });

export const healthPolicyOperations = {
  listHealthPolicies: {
    method: "GET",
    path: "/api/v1/policies/health",
    tag,
    summary: "From where signals warn and are bad, by tier, where it differs from Holdfast's own limits.",
    response: z.object({ items: z.array(policy.HealthPolicy).max(3) }),
  },
  editHealthPolicy: {
    method: "POST",
    path: "/api/v1/policies/health/{tier}",
    tag,
    summary: "Set the limits of a tier's signals.",
    params: z.object({ tier: Tier }),
    body: policy.EditHealthPolicy,
    response: policy.HealthPolicy,
  },
  listHealthQuestions: {
    method: "GET",
    path: "/api/v1/policies/health-questions",
    tag,
    summary: "The questions a cluster's Prometheus is asked; of the first cluster unless one is named.",
    query: z.object({ clusterId: Id.optional() }),
    response: policy.HealthQuestions,
  },
  editHealthQuestion: {
    method: "POST",
    path: "/api/v1/clusters/{clusterId}/health-questions/{question}",
    tag,
    summary:
      "Ask a cluster's Prometheus in other words. It is asked once first; what it refuses is not stored.",
    params: one,
    body: policy.EditHealthQuestion,
    response: policy.HealthQuestions,
  },
  resetHealthQuestion: {
    method: "POST",
    path: "/api/v1/clusters/{clusterId}/health-questions/{question}/reset",
    tag,
    summary: "Go back to the question Holdfast comes with.",
    params: one,
    body: policy.ResetHealthQuestion,
    response: policy.HealthQuestions,
  },
} as const satisfies Record<string, ApiOperation>;
