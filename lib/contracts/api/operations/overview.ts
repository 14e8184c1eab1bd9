import type { ApiOperation } from "../operation";
import { NavigationCounts, Overview } from "../resources/overview";

export const overviewOperations = {
  getOverview: {
    method: "GET",
    path: "/api/v1/overview",
    tag: "Overview",
    summary: "What needs me, what runs, how the fleet is.",
    response: Overview,
  },
  getNavigation: {
    method: "GET",
    path: "/api/v1/navigation",
    tag: "Overview",
    summary: "How much waits for the reader and runs, in numbers beside the navigation.",
    response: NavigationCounts,
  },
} as const satisfies Record<string, ApiOperation>;
