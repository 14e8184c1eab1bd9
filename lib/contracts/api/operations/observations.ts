import { z } from "zod";
import type { ApiOperation } from "../operation";
import { Stage } from "../resources/common";
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
} as const satisfies Record<string, ApiOperation>;
