import { z } from "zod";
import type { ApiOperation } from "../operation";
import * as policy from "../resources/gate-policy";
import * as risk from "../resources/risk";

export const gatePolicyOperations = {
  getGatePolicy: {
    method: "GET",
    path: "/api/v1/policies/gates",
    tag: "Policies",
    summary: "The written rules of the gates: what holds, the draft and how it differs, earlier versions.",
    response: policy.GatePolicy,
  },
  saveGateRule: {
    method: "POST",
    path: "/api/v1/policies/gates/rules",
    tag: "Policies",
    summary: "Write one rule into the draft. Nothing holds before the draft is activated.",
    body: policy.SaveRule,
    response: policy.GatePolicy,
  },
  removeGateRule: {
    method: "POST",
    path: "/api/v1/policies/gates/rules/remove",
    tag: "Policies",
    summary: "Take one rule out of the draft.",
    body: policy.RemoveRule,
    response: policy.GatePolicy,
  },
  discardGateDraft: {
    method: "POST",
    path: "/api/v1/policies/gates/discard",
    tag: "Policies",
    summary: "Throw the draft away.",
    body: policy.DiscardDraft,
    response: policy.GatePolicy,
  },
  dryRunGateDraft: {
    method: "GET",
    path: "/api/v1/policies/gates/dry-run",
    tag: "Policies",
    summary: "What the draft would have said to the last changes that were submitted, approved or started.",
    query: z.object({ last: z.coerce.number().int().min(1).max(500).default(100) }),
    response: policy.PolicyDryRun,
  },
  activateGateDraft: {
    method: "POST",
    path: "/api/v1/policies/gates/activate",
    tag: "Policies",
    summary: "Make the draft hold: every gate asked from now on follows it.",
    body: policy.ActivateDraft,
    response: policy.GatePolicy,
  },
  getRiskPolicy: {
    method: "GET",
    path: "/api/v1/policies/risk",
    tag: "Policies",
    summary: "How heavy each factor of a change's risk weighs, and where its bands begin.",
    response: risk.RiskPolicy,
  },
  editRiskPolicy: {
    method: "PATCH",
    path: "/api/v1/policies/risk",
    tag: "Policies",
    summary: "Set the weights of risk and its bands.",
    body: risk.EditRiskPolicy,
    response: risk.RiskPolicy,
  },
  getRiskCalibration: {
    method: "GET",
    path: "/api/v1/risk",
    tag: "Policies",
    summary: "Predicted risk held against how changes ended.",
    response: risk.RiskCalibration,
  },
} as const satisfies Record<string, ApiOperation>;
