import { z } from "zod";
import type { ApiOperation } from "../operation";
import { Id, Tier } from "../resources/common";
import * as objective from "../resources/objective";
import * as policy from "../resources/recovery-policy";

const tenant = z.object({ tenantId: Id });
const process = z.object({ processId: Id });

export const objectiveOperations = {
  listProcesses: {
    method: "GET",
    path: "/api/v1/tenants/{tenantId}/processes",
    tag: "Objectives",
    summary: "What a tenant's business does with the ERP, what it may lose and how long it can wait.",
    params: tenant,
    response: objective.ProcessList,
  },
  addProcess: {
    method: "POST",
    path: "/api/v1/tenants/{tenantId}/processes",
    tag: "Objectives",
    summary: "Add a business process with its objectives; production environments inherit the tightest.",
    params: tenant,
    body: objective.AddProcess,
    response: objective.BusinessProcess,
    status: 201,
  },
  editProcess: {
    method: "PATCH",
    path: "/api/v1/processes/{processId}",
    tag: "Objectives",
    summary: "Change a business process, its objectives or how people go on by hand.",
    params: process,
    body: objective.EditProcess,
    response: objective.BusinessProcess,
  },
  removeProcess: {
    method: "POST",
    path: "/api/v1/processes/{processId}/remove",
    tag: "Objectives",
    summary: "Remove a business process: nothing is promised to it any more.",
    params: process,
    body: objective.RemoveProcess,
    response: z.object({ removed: z.literal(true) }),
  },
  listProofs: {
    method: "GET",
    path: "/api/v1/recovery/proofs",
    tag: "Objectives",
    summary: "Every production environment: promised against measured, age of the proof, what it stops.",
    response: objective.ProofBoard,
  },
  getProof: {
    method: "GET",
    path: "/api/v1/environments/{environmentId}/proof",
    tag: "Objectives",
    summary: "What one environment has to keep, who asks for it, and how far it is proven.",
    params: z.object({ environmentId: Id }),
    response: objective.EnvironmentProof,
  },
  listRecoveryPolicies: {
    method: "GET",
    path: "/api/v1/policies/recovery",
    tag: "Policies",
    summary: "How often each tier rehearses its recovery, how old a proof may be, what a missing one stops.",
    response: z.object({ items: z.array(policy.RecoveryPolicy).max(3) }),
  },
  editRecoveryPolicy: {
    method: "PATCH",
    path: "/api/v1/policies/recovery/{tier}",
    tag: "Policies",
    summary: "Set what a tier asks of its recovery proof. Gates follow it from now on.",
    params: z.object({ tier: Tier }),
    body: policy.EditRecoveryPolicy,
    response: policy.RecoveryPolicy,
  },
} as const satisfies Record<string, ApiOperation>;
