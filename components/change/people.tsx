import { messages } from "@/components/change/messages";
import { useReader } from "@/components/patterns/reader";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Glyph, type Tone } from "@/components/ui/glyph";
import type { Change } from "@/lib/contracts/api/resources/change";

type Decision = Change["decisions"][number];
const text = messages.page;

/** Who decided with which words, and who still may. */
export function People({ change }: { change: Change }) {
  const reader = useReader();
  const decided = new Set(
    change.decisions.filter((one) => one.voidedAt === null).map((one) => one.person.id),
  );
  const open = ["draft", "submitted", "in_review"].includes(change.state);
  const waiting = open ? change.approvers.filter((person) => !decided.has(person.id)) : [];
  return (
    <Section title={text.people} meta={change.decisions.length === 0 ? text.nobody : undefined}>
      <ol className="people">
        {change.decisions.map((decision) => (
          <DecidedLine key={decision.id} decision={decision} zone={change.environment.timeZone} />
        ))}
        {waiting.map((person) => (
          <li key={person.id}>
            <Glyph tone="wait" label="may decide" />
            <span className="strong">
              {person.name} {person.id === reader.id ? <span className="sub">(you)</span> : null}
            </span>
            <span className="t2">{person.role}</span>
            <span className="sub">–</span>
          </li>
        ))}
      </ol>
      <p className="sub small pad-top">
        {change.requester.name} asked for this change and cannot approve it. Approvals lapse if its content
        changes.
      </p>
    </Section>
  );
}

function decisionMark(decision: Decision): { tone: Tone; word: string } {
  if (decision.voidedAt !== null) return { tone: "unknown", word: "void" };
  return decision.kind === "approved"
    ? { tone: "good", word: "approved" }
    : { tone: "bad", word: "rejected" };
}

function DecidedLine({ decision, zone }: { decision: Decision; zone: string }) {
  const mark = decisionMark(decision);
  return (
    <li>
      <Glyph tone={mark.tone} label={mark.word} />
      <span className="strong">{decision.person.name}</span>
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
