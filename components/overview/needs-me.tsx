import Link from "next/link";
import { waitingText } from "@/components/change/words";
import { messages } from "@/components/overview/messages";
import { EmptyState } from "@/components/patterns/empty-state";
import { Section } from "@/components/patterns/section";
import { RelativeTime } from "@/components/patterns/time-in-zone";
import { Glyph } from "@/components/ui/glyph";
import type { ChangeBrief } from "@/lib/contracts/api/resources/change";

type NeedsMeProps = { changes: readonly ChangeBrief[]; total: number };

/** What waits for this reader: the fact, since when, and one button. */
export function NeedsMe({ changes, total }: NeedsMeProps) {
  return (
    <Section
      title={messages.needsMe}
      meta={total}
      shortMeta
      right={<Link href="/changes">{messages.allChanges}</Link>}
    >
      {changes.length === 0 ? (
        <EmptyState title={messages.nothingNeedsMe}>{messages.nothingNeedsMeMore}</EmptyState>
      ) : (
        <ol className="rowlist needs">
          {changes.map((change) => (
            <Need key={change.id} change={change} />
          ))}
        </ol>
      )}
    </Section>
  );
}

function Need({ change }: { change: ChangeBrief }) {
  const decides = change.state === "submitted" || change.state === "in_review";
  return (
    <li>
      <Glyph tone={change.gatesFailing > 0 ? "bad" : "wait"} />
      <div>
        <div className="what">
          {change.number} · {change.release.name} to {change.tenant.name}, {change.environment.name}
        </div>
        <div className="why">{waitingText(change)}</div>
      </div>
      <div className="do">
        <span className="by">
          {messages.updated}
          <br />
          <RelativeTime at={change.updatedAt} zone={change.environment.timeZone} />
        </span>
        <Link className="btn" href={`/changes/${change.id}`} data-row>
          {decides ? messages.decide : messages.open}
          <span className="sr"> {change.number}</span>
        </Link>
      </div>
    </li>
  );
}
