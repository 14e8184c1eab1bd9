import { z } from "zod";
import type { ApiOperation } from "../operation";
import * as change from "../resources/change";
import { Id, PageQuery, page, Time } from "../resources/common";
import { ClassifyChange } from "../resources/touches";

const changeId = z.object({ changeId: Id });

export const changeOperations = {
  listChanges: {
    method: "GET",
    path: "/api/v1/changes",
    tag: "Changes",
    summary: "Changes by what they wait for.",
    query: PageQuery.extend({
      waiting: z.enum(["me", "decision", "start", "running", "ended"]).optional(),
      tenantId: Id.optional(),
      environmentId: Id.optional(),
      search: z.string().max(100).optional(),
      /** `leave`: the answer comes sooner, and says nothing of the gates. */
      gates: z.enum(["count", "leave"]).optional(),
    }),
    response: page(change.ChangeBrief),
  },
  previewChange: {
    method: "GET",
    path: "/api/v1/change-preview",
    tag: "Changes",
    summary: "What a change would mean, before it is drafted.",
    query: z.object({ environmentId: Id, releaseId: Id, plannedStart: Time.optional() }),
    response: change.ChangePreview,
  },
  draftChange: {
    method: "POST",
    path: "/api/v1/changes",
    tag: "Changes",
    summary: "Draft a change: a release to an environment, with reason and plans.",
    body: change.DraftChange,
    response: change.Change,
    status: 201,
  },
  getChange: {
    method: "GET",
    path: "/api/v1/changes/{changeId}",
    tag: "Changes",
    summary: "The decision page's data.",
    params: changeId,
    response: change.Change,
  },
  editChange: {
    method: "PATCH",
    path: "/api/v1/changes/{changeId}",
    tag: "Changes",
    summary: "Edit a draft.",
    params: changeId,
    body: change.EditChange,
    response: change.Change,
  },
  classifyChange: {
    method: "POST",
    path: "/api/v1/changes/{changeId}/class",
    tag: "Changes",
    summary: "Raise or lower a draft's class, with a reason.",
    params: changeId,
    body: ClassifyChange,
    response: change.Change,
  },
  submitChange: {
    method: "POST",
    path: "/api/v1/changes/{changeId}/submit",
    tag: "Changes",
    summary: "Ask for a decision.",
    params: changeId,
    body: change.MoveChange,
    response: change.Change,
  },
  approveChange: {
    method: "POST",
    path: "/api/v1/changes/{changeId}/approve",
    tag: "Changes",
    summary: "Approve; every gate must pass.",
    params: changeId,
    body: change.ApproveChange,
    response: change.Change,
  },
  rejectChange: {
    method: "POST",
    path: "/api/v1/changes/{changeId}/reject",
    tag: "Changes",
    summary: "Reject with a reason.",
    params: changeId,
    body: change.ReasonedMove,
    response: change.Change,
  },
  reviseChange: {
    method: "POST",
    path: "/api/v1/changes/{changeId}/revise",
    tag: "Changes",
    summary: "Return to draft; approvals are void.",
    params: changeId,
    body: change.ReasonedMove,
    response: change.Change,
  },
  cancelChange: {
    method: "POST",
    path: "/api/v1/changes/{changeId}/cancel",
    tag: "Changes",
    summary: "Cancel before it starts, with a reason.",
    params: changeId,
    body: change.ReasonedMove,
    response: change.Change,
  },
  startChange: {
    method: "POST",
    path: "/api/v1/changes/{changeId}/start",
    tag: "Changes",
    summary: "Start the deploy operation.",
    params: changeId,
    body: change.MoveChange,
    response: change.Change,
  },
} as const satisfies Record<string, ApiOperation>;
