import { momentIn } from "../shared/moment";
import type { Gate } from "./gate";

/** The longest a waiver stands, in days. */
export const WAIVER_LONGEST_DAYS = 7;

/** A gate that two people let pass for a while. Only one that was confirmed, of this content, comes here. */
export type Waiver = {
  gateId: string;
  reason: string;
  askedBy: string;
  confirmedBy: string;
  expiresAt: Date;
};

/**
 * Gates that ask for proof and preparation. Whatever stands in the way by itself (another operation, a hold, a silent
 * cluster, a plan other than the approved one, a quarantine, an unpaid debt) is no matter of opinion and not among them.
 */
const POLICY_GATES: ReadonlySet<string> = new Set([
  "digest_passed_stages",
  "no_module_downgrade",
  "checkpoint_place",
  "recovery_proven",
  "rollback_plan",
  "manual_fallback",
  "communication_plan",
  "evidence_complete",
  "calendar_open",
  "window_fit",
  "error_budget",
]);

/** Whether people may let this gate pass, or an emergency may owe it. A rule of the policy says so itself. */
export const isPolicyGate = (gate: Pick<Gate, "id" | "waivable">): boolean =>
  gate.waivable ?? POLICY_GATES.has(gate.id);

/** Failing gates for which a waiver stands pass as waived, and say by whom and until when. */
export function withWaivers(
  gates: readonly Gate[],
  waivers: readonly Waiver[],
  at: { now: Date; timeZone: string },
): readonly Gate[] {
  return gates.map((gate): Gate => {
    if (gate.verdict !== "fail" || !isPolicyGate(gate)) return gate;
    const waiver = waivers.find((one) => one.gateId === gate.id && one.expiresAt > at.now);
    if (waiver === undefined) return gate;
    const until = momentIn(waiver.expiresAt, at.timeZone);
    const said = `Waived until ${until} by ${waiver.askedBy} and ${waiver.confirmedBy}: ${waiver.reason}`;
    return { ...gate, verdict: "waived", fact: `${gate.fact} ${said}` };
  });
}

/** In an emergency what a policy asks for is owed instead of refused; what stands in the way by itself still refuses. */
export function withDebts(gates: readonly Gate[], emergency: boolean): readonly Gate[] {
  if (!emergency) return gates;
  return gates.map(
    (gate): Gate => (gate.verdict === "fail" && isPolicyGate(gate) ? { ...gate, verdict: "owed" } : gate),
  );
}
