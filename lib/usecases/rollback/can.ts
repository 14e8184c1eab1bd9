import "server-only";
import { decide, type Grant } from "@/lib/domain/access/decide";
import type { RollbackVerdict } from "@/lib/domain/operation/rollback";
import { type Gate, gatesRefusal } from "@/lib/domain/policy/gate";

type Can = { allowed: boolean; reason: string | null };

const CONFIRMED_STAGES: readonly string[] = ["production"];

/** What a person types before this environment goes back: its name, in production; null elsewhere. */
export const confirmationFor = (environment: { name: string; stage: string }): string | null =>
  CONFIRMED_STAGES.includes(environment.stage) ? environment.name : null;

/** Null when the gates let it through, else the sentence that names those that do not. */
export function rollbackGateRefusal(gates: readonly Gate[]): string | null {
  return gatesRefusal(gates);
}

/** Whether going back is open to a person now, and if not, the first reason in the order right, records, gates. */
export function canRollBack(
  grants: readonly Grant[],
  environment: { id: string; tenantId: string },
  facts: { verdict: RollbackVerdict; gates: readonly Gate[] },
): Can {
  const { tenantId, id: environmentId } = environment;
  const decision = decide(grants, "operation.roll_back", { level: "environment", tenantId, environmentId });
  const reason = decision.allow
    ? (facts.verdict.reason ?? rollbackGateRefusal(facts.gates))
    : decision.reason;
  return { allowed: reason === null, reason };
}

/** The same for going back together with the data. */
export function canRollBackWithData(
  grants: readonly Grant[],
  environment: { id: string; tenantId: string },
  facts: { refusal: string | null; gates: readonly Gate[] },
): Can {
  const { tenantId, id: environmentId } = environment;
  const scope = { level: "environment", tenantId, environmentId } as const;
  const decision = decide(grants, "operation.restore_rollback", scope);
  const reason = decision.allow ? (facts.refusal ?? rollbackGateRefusal(facts.gates)) : decision.reason;
  return { allowed: reason === null, reason };
}
