import type { GovernanceFacts } from "@/lib/domain/policy/governance";
import { SHIPPED_RULES } from "@/lib/domain/policy/shipped-rules";
import { compilePolicy } from "@/lib/domain/policy/written-rules";

/** The shipped rules over a change that nobody else is near of, with little risk. */
export const quietGovernance: GovernanceFacts = {
  policy: compilePolicy(0, SHIPPED_RULES),
  changeClass: "normal",
  risk: { score: 20, band: "low", factors: [] },
  history: { similar: 0, failed: 0, recentFailures: 0 },
  conflicts: [],
  hoursUntilClosed: null,
};
