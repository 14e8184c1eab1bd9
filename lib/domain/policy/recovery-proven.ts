import { asksForRpoDrill, type ProofQuestion, proofGaps, provenSentence, tierName } from "../recovery/proof";
import { counted } from "../shared/words";
import type { Gate } from "./gate";
import type { GateFacts } from "./gate-facts";

const ID = "recovery_proven";
const TITLE = "Recovery proven";

/** What the rule looks at. */
export type ProofFacts = Pick<GateFacts, "moment" | "recovery" | "modules" | "now"> & {
  environment: Pick<GateFacts["environment"], "name" | "stage" | "timeZone" | "runningReleaseName">;
  release: { name: string };
};

/**
 * Production asks for a proof that it can be brought back (requirement M1): the last drill passed, young enough for the
 * tier, within the RTO, on the same Odoo series and module set; and the last whose loss nobody chose, within the RPO.
 * While one drafts, a missing proof only warns.
 */
export function recoveryProven(facts: ProofFacts): Gate {
  const { environment, recovery, moment } = facts;
  const pass = (fact: string): Gate => ({ id: ID, title: TITLE, verdict: "pass", fact, remedy: null });
  if (environment.stage !== "production") return pass("Only production asks for a proof of recovery.");
  if (environment.runningReleaseName === null) return pass("Nothing runs there yet that could be lost.");
  if (recovery.settings.gate === "off") return pass(`${tierName(recovery.tier)} does not ask for it.`);
  const question = questionOf(facts);
  const gaps = proofGaps(question);
  if (gaps.length > 0) {
    const blocks = recovery.settings.gate === "block" && moment !== "draft";
    const verdict = blocks ? "fail" : "warn";
    const fact = gaps.map(({ sentence }) => sentence).join(" ");
    return {
      ...{ id: ID, title: TITLE, verdict, fact, ...mending(question) },
      grounds: gaps.map(({ ground }) => ground),
    };
  }
  if (recovery.objective !== null) return pass(provenSentence(question));
  return {
    id: ID,
    title: TITLE,
    verdict: "warn",
    fact: `${provenSentence(question)} No business process promises an RPO or RTO: it was held against nothing.`,
    remedy: "Write down what the business may lose, and how long it can wait.",
    mend: { action: "set_objectives", id: recovery.environmentId },
  };
}

const questionOf = ({ environment, recovery, modules, release, now }: ProofFacts): ProofQuestion => ({
  recovery,
  place: environment,
  modules,
  wantedRelease: release.name,
  now,
});

function mending(question: ProofQuestion): Pick<Gate, "remedy" | "mend"> {
  const { recovery, place } = question;
  const { running, environmentId, settings } = recovery;
  if (running !== null) {
    return {
      remedy: `${running.name} runs now: wait for its end.`,
      mend: { action: "watch_drill", id: running.id },
    };
  }
  const days = counted(settings.proofMaxAgeDays, "day");
  return {
    remedy: asksForRpoDrill(question)
      ? `Start a drill on ${place.name} whose disaster is its start, such as a database corruption, and let it pass; it proves the RPO for ${days}.`
      : `Start a drill on ${place.name} and let it pass; it proves recovery for ${days}.`,
    mend: { action: "start_drill", id: environmentId },
  };
}
