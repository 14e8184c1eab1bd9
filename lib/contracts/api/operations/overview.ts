import type { ApiOperation } from "../operation";
import { Overview } from "../resources/overview";

export const overviewOperations = {
  getOverview: {
    method: "GET",
    path: "/api/v1/overview",
    tag: "Overview",
    summary: "What needs me, what runs, how the fleet is.",
    response: Overview,
  },
} as const satisfies Record<string, ApiOperation>;
