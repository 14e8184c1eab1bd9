import "server-only";
import type { Tx } from "@/lib/data/client";
import type { GatePolicyVersion } from "@/lib/data/generated/client";
import { Problem } from "@/lib/domain/shared/problem";
import type { Target } from "../command";
import { draftRow } from "./rows";

/** The written rules, as a command acts on them: they belong to the fleet. The row is the draft, when there is one. */
export async function gatePolicyTarget(tx: Tx): Promise<Target<GatePolicyVersion | null>> {
  return {
    row: await draftRow(tx),
    scope: { level: "fleet" },
    kind: "gate_policy",
    id: "fleet",
    name: "gate rules",
    tenantId: null,
    environmentId: null,
  };
}

/** Problem `conflict` for who looked at another draft than the one there is. */
export const staleDraft = (): Problem =>
  new Problem(
    "conflict",
    "Somebody else has changed the draft of the gate rules meanwhile. Look at it as it is now, then go on.",
    { stale: true },
  );
