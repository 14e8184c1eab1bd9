import { z } from "zod";
import type { ApiOperation } from "../operation";
import { Id, page } from "../resources/common";
import * as drill from "../resources/drill";

const environment = z.object({ environmentId: Id });
const one = z.object({ drillId: Id });
const finding = z.object({ findingId: Id });
const tag = "Drills";

export const drillOperations = {
  listDrills: {
    method: "GET",
    path: "/api/v1/drills",
    tag,
    summary: "Recovery drills, newest first.",
    query: drill.DrillsQuery,
    response: page(drill.DrillBrief),
  },
  getDrillCoverage: {
    method: "GET",
    path: "/api/v1/drill-coverage",
    tag,
    summary:
      "Which production environments are drilled by schedule, when next, and what the last drill showed.",
    response: drill.DrillCoverage,
  },
  getDrillOptions: {
    method: "GET",
    path: "/api/v1/environments/{environmentId}/drill",
    tag,
    summary: "The disasters that can be rehearsed here now, and what each would bring back.",
    params: environment,
    response: drill.DrillOptions,
  },
  startDrill: {
    method: "POST",
    path: "/api/v1/environments/{environmentId}/drill",
    tag,
    summary:
      "Rehearse a recovery in a namespace of its own, with a stopwatch. The environment is not touched.",
    params: environment,
    body: drill.StartDrill,
    response: drill.Drill,
    status: 201,
  },
  getDrill: {
    method: "GET",
    path: "/api/v1/drills/{drillId}",
    tag,
    summary: "One drill: its clock, its steps, what was measured and checked, its findings.",
    params: one,
    response: drill.Drill,
  },
  clearDrill: {
    method: "POST",
    path: "/api/v1/drills/{drillId}/clear",
    tag,
    summary: "Try once more to remove what a drill left, after its tear-down has failed.",
    params: one,
    body: drill.ClearDrill,
    response: drill.Drill,
    status: 201,
  },
  addDrillFinding: {
    method: "POST",
    path: "/api/v1/drills/{drillId}/findings",
    tag,
    summary: "Write down what a drill showed to be wrong, who mends it, and until when.",
    params: one,
    body: drill.AddFinding,
    response: drill.Drill,
    status: 201,
  },
  editDrillFinding: {
    method: "PATCH",
    path: "/api/v1/drill-findings/{findingId}",
    tag,
    summary: "Give an open finding an owner or another due date.",
    params: finding,
    body: drill.EditFinding,
    response: drill.Drill,
  },
  closeDrillFinding: {
    method: "POST",
    path: "/api/v1/drill-findings/{findingId}/close",
    tag,
    summary: "Close a finding, saying what was done about it.",
    params: finding,
    body: drill.CloseFinding,
    response: drill.Drill,
  },
} as const satisfies Record<string, ApiOperation>;
