import { integrations, type SignalDefinition, signal, tiers } from "./definition";

/** How many integrations fail, judged each by itself before: alerts name the integration, these name the domain. */
export const INTEGRATION_SIGNALS = {
  integrations_down: signal(
    35,
    {
      domain: "integration",
      title: "Integrations work stops without",
      unit: "count",
      source: integrations("down"),
      limits: tiers([1, 1]),
    },
    {
      warns: "An integration work stops without is down",
      breaks: "An integration work stops without is down",
    },
  ),
  integrations_failing: signal(
    36,
    {
      domain: "integration",
      title: "Other integrations that fail",
      unit: "count",
      source: integrations("failing"),
      limits: tiers([1, 5]),
    },
    { warns: "An integration fails or is slow", breaks: "Many integrations fail" },
  ),
} as const satisfies Record<string, SignalDefinition>;
