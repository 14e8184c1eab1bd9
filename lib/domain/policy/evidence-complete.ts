import type { Stage } from "../catalog/stage";
import { STAGE_NAMES } from "../catalog/stage";
import type { ChangeFlag } from "../change/flags";
import { EVIDENCE_NAMES, type EvidenceSettings } from "../evidence/kind";
import {
  type AttachedEvidence,
  type EvidenceLine,
  evidenceLines,
  kindNames,
  piecesOf,
} from "../evidence/verdict";
import type { Gate } from "./gate";

const ID = "evidence_complete";
const TITLE = "Evidence";

/** What is attached to the release, and what its tenant's tier asks for. */
export type EvidenceFacts = { attached: readonly AttachedEvidence[]; settings: EvidenceSettings };

/** What the rule looks at. */
export type EvidenceGateFacts = {
  now: Date;
  evidence: EvidenceFacts;
  flags: readonly ChangeFlag[];
  environment: { stage: Stage };
  release: { name: string };
};

/** The lines of evidence of a change, as its page shows them. */
export const linesOf = ({ evidence, flags, now }: Pick<EvidenceGateFacts, "evidence" | "flags" | "now">) =>
  evidenceLines({ ...evidence, flags, now });

/**
 * What the tier asks for is attached to exactly this image, young enough, and good by its numbers (requirements B3 and
 * C4). Production refuses without; UAT says what production will miss; before that nothing is asked.
 */
export function evidenceComplete(facts: EvidenceGateFacts): Gate {
  const { stage } = facts.environment;
  const gate = (verdict: Gate["verdict"], fact: string, remedy: string | null = null): Gate => ({
    ...{ id: ID, title: TITLE, verdict, fact, remedy },
  });
  if (stage !== "production" && stage !== "uat")
    return gate("pass", `${STAGE_NAMES[stage]} asks for no evidence.`);
  const asked = linesOf(facts).filter((line) => line.asked);
  const wanting = asked.filter(({ state }) => state !== "pass" && state !== "warn");
  const worded = wanting.map(wantingSentence).join(" ");
  if (wanting.length > 0) {
    return stage === "production"
      ? {
          ...gate("fail", worded, remedyOf(wanting, facts.release.name)),
          grounds: wanting.map((line) => groundOf(line, facts.evidence.attached)),
        }
      : gate("warn", `${worded} Production will ask for it.`, remedyOf(wanting, facts.release.name));
  }
  const warning = asked.filter(({ state }) => state === "warn");
  if (warning.length > 0)
    return gate("warn", warning.map(wantingSentence).join(" "), "Look at it before you decide.");
  return asked.length === 0
    ? gate("pass", "The policy asks for none here.")
    : gate("pass", `${capital(piecesOf(asked.length))} attached and good: ${kindNames(asked)}.`);
}

/** Which piece is wanting and how: another report is another ground, even one with the same numbers. */
function groundOf({ kind, state }: EvidenceLine, attached: readonly AttachedEvidence[]): string {
  const piece = attached.find((one) => one.kind === kind);
  if (piece === undefined) return `${kind} ${state}`;
  return `${kind} ${state} ${piece.source} ${piece.producedAt.toISOString()} ${JSON.stringify(piece.findings)}`;
}

function wantingSentence({ kind, state, sentence }: EvidenceLine): string {
  const name = EVIDENCE_NAMES[kind];
  if (state === "missing") return `${name} is missing.`;
  if (state === "expired") return `${name} is too old. ${sentence}`;
  return state === "fail" ? `${name} failed: ${sentence}` : `${name}: ${sentence}`;
}

const remedyOf = (wanting: readonly EvidenceLine[], release: string): string =>
  wanting.some(({ state }) => state === "fail")
    ? `Mend what it found, build a new release, and attach its evidence.`
    : `Attach ${kindNames(wanting)} to ${release}: on its page, or from CI with POST /api/v1/releases/{releaseId}/evidence.`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
