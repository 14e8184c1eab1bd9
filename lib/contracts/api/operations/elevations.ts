import { z } from "zod";
import type { ApiOperation } from "../operation";
import { Id, PageQuery, page } from "../resources/common";
import * as elevation from "../resources/elevation";

const one = z.object({ elevationId: Id });
const tag = "Elevated rights";

export const elevationOperations = {
  listMyElevations: {
    method: "GET",
    path: "/api/v1/me/elevations",
    tag,
    summary: "Roles I asked for and hold for some hours, and which ones I could ask for.",
    response: elevation.MyElevations,
  },
  askElevation: {
    method: "POST",
    path: "/api/v1/me/elevations",
    tag,
    summary:
      "Ask for a role over a place for some hours. Somebody else answers within an hour, or it lapses.",
    body: elevation.AskElevation,
    response: elevation.Elevation,
    status: 201,
  },
  listElevations: {
    method: "GET",
    path: "/api/v1/elevations",
    tag,
    summary:
      "Who asked for elevated rights and who holds some, the newest first; only open ones unless asked.",
    query: PageQuery.extend({ state: z.enum(["open", "all"]).optional() }),
    response: page(elevation.Elevation),
  },
  approveElevation: {
    method: "POST",
    path: "/api/v1/elevations/{elevationId}/approve",
    tag,
    summary: "Grant what somebody else asked for. It begins now and ends by itself.",
    params: one,
    body: elevation.AnswerElevation,
    response: elevation.Elevation,
  },
  refuseElevation: {
    method: "POST",
    path: "/api/v1/elevations/{elevationId}/refuse",
    tag,
    summary: "Refuse what somebody else asked for.",
    params: one,
    body: elevation.AnswerElevation,
    response: elevation.Elevation,
  },
  endElevation: {
    method: "POST",
    path: "/api/v1/elevations/{elevationId}/end",
    tag,
    summary: "End a grant before its time, or withdraw a request; by its holder or who may grant.",
    params: one,
    response: elevation.Elevation,
  },
} as const satisfies Record<string, ApiOperation>;
