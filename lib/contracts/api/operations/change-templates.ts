import { z } from "zod";
import type { ApiOperation } from "../operation";
import * as template from "../resources/change-template";
import { Id } from "../resources/common";

const templateId = z.object({ templateId: Id });

export const changeTemplateOperations = {
  listChangeTemplates: {
    method: "GET",
    path: "/api/v1/policies/templates",
    tag: "Policies",
    summary: "Standard changes that are approved beforehand, with their limits.",
    response: template.ChangeTemplates,
  },
  createChangeTemplate: {
    method: "POST",
    path: "/api/v1/policies/templates",
    tag: "Policies",
    summary: "Approve a kind of change beforehand, within limits.",
    body: template.CreateChangeTemplate,
    response: template.ChangeTemplate,
    status: 201,
  },
  editChangeTemplate: {
    method: "PATCH",
    path: "/api/v1/policies/templates/{templateId}",
    tag: "Policies",
    summary: "Set a template's limits anew; whoever does approves it.",
    params: templateId,
    body: template.EditChangeTemplate,
    response: template.ChangeTemplate,
  },
  takeUpChangeTemplate: {
    method: "POST",
    path: "/api/v1/policies/templates/{templateId}/take-up",
    tag: "Policies",
    summary: "Let a suspended template go on; failures until now count no more.",
    params: templateId,
    body: template.MoveChangeTemplate,
    response: template.ChangeTemplate,
  },
  retireChangeTemplate: {
    method: "POST",
    path: "/api/v1/policies/templates/{templateId}/retire",
    tag: "Policies",
    summary: "Take a template away for good.",
    params: templateId,
    body: template.MoveChangeTemplate,
    response: template.ChangeTemplate,
  },
} as const satisfies Record<string, ApiOperation>;
