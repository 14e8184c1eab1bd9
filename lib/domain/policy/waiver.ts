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
  /** What stood in the way when it was asked for, in the gate's own grounds. */
  grounds: readonly string[];
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

const OUTGROWN = "The waiver was asked for before all of this stood in the way, and does not cover it.";

/** What the gate itself says, without what is said of a waiver that does not cover it. */
export const ownFact = ({ fact }: Pick<Gate, "fact">): string =>
  fact.endsWith(` ${OUTGROWN}`) ? fact.slice(0, -OUTGROWN.length - 1) : fact;

/** Whether people may let this gate pass, or an emergency may owe it. A rule of the policy says so itself. */
export const isPolicyGate = (gate: Pick<Gate, "id" | "waivable">): boolean =>
  gate.waivable ?? POLICY_GATES.has(gate.id);

/** Whether all that stands in the way now was there to be seen when the waiver was asked for. */
export const stillCovers = ({ grounds: seen }: Pick<Waiver, "grounds">, { grounds = [] }: Gate): boolean =>
  grounds.length > 0 && grounds.every((ground) => seen.includes(ground));

/** Whether its gate would stop the change now on grounds that nobody saw who asked for it. */
export function isOutgrown(waiver: Pick<Waiver, "gateId" | "grounds">, gates: readonly Gate[]): boolean {
  const gate = gates.find(({ id }) => id === waiver.gateId);
  return gate !== undefined && STOPPING.has(gate.verdict) && !stillCovers(waiver, gate);
}

const STOPPING: ReadonlySet<Gate["verdict"]> = new Set(["fail", "waived", "owed"]);

/**
 * Failing gates for which a waiver stands pass as waived, and say by whom and until when. It lets pass what people saw,
 * not whatever the gate says next: what came up since refuses, and the gate says so.
 */
export function withWaivers(
  gates: readonly Gate[],
  waivers: readonly Waiver[],
  at: { now: Date; timeZone: string },
): readonly Gate[] {
  return gates.map((gate): Gate => {
    if (gate.verdict !== "fail" || !isPolicyGate(gate)) return gate;
    const standing = waivers.filter((one) => one.gateId === gate.id && one.expiresAt > at.now);
    const waiver = standing.find((one) => stillCovers(one, gate));
    if (waiver === undefined)
      return standing.length === 0 ? gate : { ...gate, fact: `${gate.fact} ${OUTGROWN}` };
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
