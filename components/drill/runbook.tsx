import type { Drill } from "@/lib/contracts/api/resources/drill";

/** Where the runbook that is followed in this drill stands. */
export function DrillRunbook(_props: { drill: Drill }) {
  return null;
}
