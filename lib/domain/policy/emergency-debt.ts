import { momentIn } from "../shared/moment";
import { counted, sentenceCase } from "../shared/words";
import type { Gate } from "./gate";

const ID = "emergency_debt_paid";
const TITLE = "Emergencies are settled";

/** What an emergency on this environment still owes. */
export type OpenDebt = {
  /** The emergency, as people say its number. */
  change: string;
  changeId: string;
  /** "its review", or the title of a gate it left open. */
  what: string;
  dueAt: Date;
  /** Evidence is not waited for: without it the next change is refused at once. */
  atOnce: boolean;
};

export type DebtFacts = {
  debts: readonly OpenDebt[];
  now: Date;
  emergency: boolean;
  environment: { timeZone: string };
};

/**
 * Requirement C6: what an emergency left open is done before the next change, by its due time; evidence that is missing
 * blocks at once. Another emergency is not kept waiting.
 */
export function emergencyDebtPaid({ debts, now, emergency, environment }: DebtFacts): Gate {
  const gate = (verdict: Gate["verdict"], fact: string, settled?: Pick<Gate, "remedy" | "mend">): Gate => ({
    ...{ id: ID, title: TITLE, verdict, fact, remedy: null },
    ...settled,
  });
  if (debts.length === 0) return gate("pass", "No emergency here owes anything.");
  const blocking = debts.filter(({ dueAt, atOnce }) => atOnce || dueAt <= now);
  const [first] = blocking.length > 0 ? blocking : debts;
  if (first === undefined) return gate("pass", "No emergency here owes anything.");
  const list = blocking.length > 0 ? blocking : debts;
  const rest = list.length - 1;
  const more = rest === 0 ? "" : ` ${sentenceCase(counted(rest, "more thing is", "more things are"))} owed.`;
  const due = momentIn(first.dueAt, environment.timeZone);
  if (blocking.length === 0) return gate("warn", `${first.change} owes ${first.what}, due ${due}.${more}`);
  const since = first.dueAt <= now ? `it was due ${due}` : "nothing is deployed on top of it without";
  return gate(emergency ? "warn" : "fail", `${first.change} still owes ${first.what}; ${since}.${more}`, {
    remedy: `Settle it on the page of ${first.change}.`,
    mend: { action: "settle_debt", id: first.changeId },
  });
}
