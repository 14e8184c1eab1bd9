import { z } from "zod";
import type { ApiOperation } from "../operation";
import { Change, MoveChange } from "../resources/change";
import { ScheduleChange } from "../resources/change-schedule";
import { Id, Tier } from "../resources/common";
import { EditWindowPolicy, WindowPolicy } from "../resources/window-policy";

const changeId = z.object({ changeId: Id });

export const changeScheduleOperations = {
  scheduleChange: {
    method: "POST",
    path: "/api/v1/changes/{changeId}/schedule",
    tag: "Changes",
    summary: "Let an approved change start by itself, at a chosen time or at the next opening.",
    params: changeId,
    body: ScheduleChange,
    response: Change,
  },
  unscheduleChange: {
    method: "POST",
    path: "/api/v1/changes/{changeId}/unschedule",
    tag: "Changes",
    summary: "Take a change off the schedule; it stays approved.",
    params: changeId,
    body: MoveChange,
    response: Change,
  },
  listWindowPolicies: {
    method: "GET",
    path: "/api/v1/window-policies",
    tag: "Policies",
    summary: "How strictly changes must fit into their windows, by tier.",
    response: z.object({ items: z.array(WindowPolicy) }),
  },
  editWindowPolicy: {
    method: "PATCH",
    path: "/api/v1/window-policies/{tier}",
    tag: "Policies",
    summary: "Set how strictly changes of a tier must fit into their windows.",
    params: z.object({ tier: Tier }),
    body: EditWindowPolicy,
    response: WindowPolicy,
  },
} as const satisfies Record<string, ApiOperation>;
