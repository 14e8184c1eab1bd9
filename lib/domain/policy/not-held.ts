import { momentIn } from "../shared/moment";
import { counted } from "../shared/words";
import { type Gate, strictAtStart } from "./gate";
import type { GateFacts } from "./gate-facts";
import type { Hold } from "./hold";

const TITLE = "No hold";

/** What the rule looks at: the holds the environment is under now, widest first. */
export type HeldFacts = Pick<GateFacts, "moment" | "holds"> & {
  environment: { name: string; timeZone: string };
};

/**
 * Stop the line: a standing hold warns while one drafts or approves, since it may be gone by the start; every start
 * and resume it stops.
 */
export function notHeld(facts: HeldFacts): Gate {
  const { holds, environment } = facts;
  const [first] = holds;
  if (first === undefined) {
    return { id: "not_held", title: TITLE, verdict: "pass", fact: "No hold stands here.", remedy: null };
  }
  const at = (moment: Date) => momentIn(moment, environment.timeZone);
  const more = holds.length - 1;
  const others = more === 0 ? "" : ` ${counted(more, "more hold stands", "more holds stand")} here.`;
  const last = new Date(Math.max(...holds.map(({ expiresAt }) => expiresAt.getTime())));
  return {
    id: "not_held",
    title: TITLE,
    verdict: strictAtStart(facts),
    fact: `${first.owner} holds ${heldWords(first.level, environment.name)} until ${at(first.expiresAt)}: ${closed(first.reason)}${others}`,
    remedy: `${more === 0 ? "Lift the hold" : "Lift the holds"}, or wait until ${at(last)}.`,
  };
}

/** What a hold covers, in words. */
export function heldWords(level: Hold["level"], environmentName: string): string {
  if (level === "fleet") return "the whole fleet";
  return level === "tenant" ? "the whole tenant" : environmentName;
}

const closed = (reason: string): string => (/[.!?…]$/.test(reason) ? reason : `${reason}.`);
