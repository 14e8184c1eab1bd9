import { lapsedApprovals } from "@/components/change/lapsed";
import { messages } from "@/components/change/messages";
import { FoldSection } from "@/components/patterns/fold-section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Glyph, type Tone } from "@/components/ui/glyph";
import type { Change } from "@/lib/contracts/api/resources/change";

type Decision = Change["decisions"][number];
const text = messages.page;

/** Who decided with which words; whose turn it is stands with the approval path. */
export function People({ change }: { change: Change }) {
  const lapsed = lapsedApprovals(change);
  return (
    <FoldSection
      title={text.people}
      meta={change.decisions.length === 0 ? text.nobody : text.decided(change.decisions.length)}
      open={change.decisions.length > 0}
    >
      <ol className="people">
        {change.decisions.map((decision) => (
          <DecidedLine
            key={decision.id}
            decision={decision}
            lapsed={lapsed.has(decision.id)}
            zone={change.environment.timeZone}
          />
        ))}
      </ol>
      <p className="sub small pad-top">
        {change.requester.name} asked for this change and cannot approve it. Approvals lapse if its content
        changes.
      </p>
    </FoldSection>
  );
}

function decisionMark(decision: Decision, lapsed: boolean): { tone: Tone; word: string } {
  if (lapsed) return { tone: "warn", word: "approved, lapsed since" };
  if (decision.voidedAt !== null) return { tone: "unknown", word: "void" };
  if (decision.kind === "changes_requested") return { tone: "warn", word: "asked for changes" };
  return decision.kind === "approved"
    ? { tone: "good", word: "approved" }
    : { tone: "bad", word: "rejected" };
}

type DecidedProps = { decision: Decision; lapsed: boolean; zone: string };

function DecidedLine({ decision, lapsed, zone }: DecidedProps) {
  const mark = decisionMark(decision, lapsed);
  return (
    <li>
      <Glyph tone={mark.tone} label={mark.word} />
      <span className="strong">
        {decision.person.name}
        {decision.onBehalfOf === null ? null : <span className="sub"> for {decision.onBehalfOf.name}</span>}
      </span>
      <span className="t2">
        {decision.role}, {mark.word}
        {decision.comment ? ` · “${decision.comment}”` : ""}
      </span>
      <span className="sub nb">
        <TimeInZone at={decision.at} zone={zone} />
      </span>
    </li>
  );
}
