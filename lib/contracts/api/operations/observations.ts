import { z } from "zod";
import type { ApiOperation } from "../operation";
import { Id, Stage } from "../resources/common";
import * as observation from "../resources/observation";

export const observationOperations = {
  listObservationPolicies: {
    method: "GET",
    path: "/api/v1/policies/observation",
    tag: "Policies",
    summary: "How long and how strictly each stage is watched after a release.",
    response: z.object({ items: z.array(observation.ObservationPolicy).max(10) }),
  },
  editObservationPolicy: {
    method: "PATCH",
    path: "/api/v1/policies/observation/{stage}",
    tag: "Policies",
    summary: "Set how a stage is watched. Plans made from now on follow it; those already made keep theirs.",
    params: z.object({ stage: Stage }),
    body: observation.EditObservationPolicy,
    response: observation.ObservationPolicy,
  },
  getReleaseEffect: {
    method: "GET",
    path: "/api/v1/operations/{operationId}/effect",
    tag: "Operations",
    summary: "What a deployment that arrived changed, beside the same hours a week before.",
    params: z.object({ operationId: Id }),
    response: observation.ReleaseEffect,
  },
  listReleaseEffects: {
    method: "GET",
    path: "/api/v1/releases/{releaseId}/effects",
    tag: "Releases",
    summary: "How a release did wherever it arrived, the newest first.",
    params: z.object({ releaseId: Id }),
    response: z.object({ items: z.array(observation.ReleaseEffectBrief).max(10) }),
  },
} as const satisfies Record<string, ApiOperation>;
