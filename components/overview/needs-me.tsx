import Link from "next/link";
import type { ReactNode } from "react";
import { placeOf, zoneOf } from "@/components/alert/words";
import { waitingText } from "@/components/change/words";
import { SEVERITY_TONES, stateWords } from "@/components/incident/words";
import { messages } from "@/components/overview/messages";
import { EmptyState } from "@/components/patterns/empty-state";
import { Section } from "@/components/patterns/section";
import { RelativeTime } from "@/components/patterns/time-in-zone";
import { restoreWords } from "@/components/restore/words";
import { Glyph, type Tone } from "@/components/ui/glyph";
import type { AlertBrief } from "@/lib/contracts/api/resources/alert";
import type { ChangeBrief } from "@/lib/contracts/api/resources/change";
import type { IncidentBrief } from "@/lib/contracts/api/resources/incident";
import type { Overview, Question } from "@/lib/contracts/api/resources/overview";
import type { RestoreBrief } from "@/lib/contracts/api/resources/restore";
import type { TrainBrief } from "@/lib/contracts/api/resources/train";
import { TIER_NAMES } from "@/lib/domain/alert/tier";

type NeedsMeProps = Pick<
  Overview,
  | "alerts"
  | "alertTotal"
  | "incidents"
  | "incidentTotal"
  | "questions"
  | "restores"
  | "restoreTotal"
  | "trains"
  | "trainTotal"
  | "needsMe"
  | "needsMeTotal"
>;

/** What waits for this reader: the fact, since when, and one button. Operations that ask come first: their answer has a limit. */
export function NeedsMe(props: NeedsMeProps) {
  const { incidents, incidentTotal } = props;
  const { alerts, alertTotal, questions, restores, restoreTotal, trains, trainTotal, needsMe, needsMeTotal } =
    props;
  const total = alertTotal + incidentTotal + questions.length + restoreTotal + trainTotal + needsMeTotal;
  return (
    <Section
      title={messages.needsMe}
      meta={total}
      shortMeta
      right={<Link href="/changes">{messages.allChanges}</Link>}
    >
      {total === 0 ? (
        <EmptyState title={messages.nothingNeedsMe}>{messages.nothingNeedsMeMore}</EmptyState>
      ) : (
        <ol className="rowlist needs">
          {alerts.map((alert) => (
            <AlertNeed key={alert.id} alert={alert} />
          ))}
          {incidents.map((incident) => (
            <IncidentNeed key={incident.id} incident={incident} />
          ))}
          {questions.map((question) => (
            <QuestionNeed key={question.operation.id} question={question} />
          ))}
          {restores.map((restore) => (
            <RestoreNeed key={restore.id} restore={restore} />
          ))}
          {trains.map((train) => (
            <TrainNeed key={train.id} train={train} />
          ))}
          {needsMe.map((change) => (
            <ChangeNeed key={change.id} change={change} />
          ))}
          <MoreChanges hidden={needsMeTotal - needsMe.length} />
        </ol>
      )}
    </Section>
  );
}

function AlertNeed({ alert }: { alert: AlertBrief }) {
  return (
    <Need
      tone={alert.severity === "bad" ? "bad" : "warn"}
      what={`${TIER_NAMES[alert.tier]}: ${placeOf(alert)}, ${alert.title}`}
      why={alert.sentence}
      by={messages.since}
      at={alert.raisedAt}
      zone={zoneOf(alert)}
      href={`/alerts/${alert.id}`}
      verb={messages.open}
      name={alert.number}
    />
  );
}

function IncidentNeed({ incident }: { incident: IncidentBrief }) {
  const { number, title, tenant, environment, severity, state, startedAt } = incident;
  return (
    <Need
      tone={state === "open" ? SEVERITY_TONES[severity] : "wait"}
      what={`${number} · ${title}`}
      why={`${tenant.name}, ${environment.name}: ${messages.led(stateWords(state).word)}`}
      by={messages.since}
      at={startedAt}
      zone={environment.timeZone}
      href={`/incidents/${incident.id}`}
      verb={messages.open}
      name={number}
    />
  );
}

function QuestionNeed({ question: { operation, text, until } }: { question: Question }) {
  const { tenant, environment, release, shortId } = operation;
  return (
    <Need
      tone="warn"
      what={`${release?.name ?? shortId} to ${tenant.name}, ${environment.name}`}
      why={text}
      by={messages.answerBy}
      at={until}
      zone={environment.timeZone}
      href={`/operations/${operation.id}`}
      verb={messages.answer}
      name={shortId}
    />
  );
}

function RestoreNeed({ restore }: { restore: RestoreBrief }) {
  const { number, tenant, target, requester, createdAt } = restore;
  return (
    <Need
      tone="warn"
      what={`${number} · ${restoreWords(restore)}, ${tenant.name}`}
      why={messages.asks(requester.name)}
      by={messages.asked}
      at={createdAt}
      zone={target.timeZone}
      href={`/restore/${restore.id}`}
      verb={messages.decide}
      name={number}
    />
  );
}

function TrainNeed({ train }: { train: TrainBrief }) {
  return (
    <Need
      tone={train.state === "halted" ? "warn" : "wait"}
      what={`${train.number} · ${train.title}`}
      why={train.sentence}
      by={messages.updated}
      at={train.updatedAt}
      zone="UTC"
      href={`/trains/${train.id}`}
      verb={train.state === "draft" ? messages.open : messages.decide}
      name={train.number}
    />
  );
}

function ChangeNeed({ change }: { change: ChangeBrief }) {
  const decides = change.state === "submitted" || change.state === "in_review";
  const pressing = (change.gatesFailing ?? 0) > 0 || change.reviewOverdue;
  return (
    <Need
      tone={pressing ? "bad" : "wait"}
      what={`${change.number} · ${change.release.name} to ${change.tenant.name}, ${change.environment.name}`}
      why={waitingText(change)}
      {...momentOf(change)}
      zone={change.environment.timeZone}
      href={`/changes/${change.id}`}
      verb={decides ? messages.decide : messages.open}
      name={change.number}
    />
  );
}

/** What its place in the list follows from. */
function momentOf({ reviewDueAt, plannedStart, updatedAt }: ChangeBrief): { by: string; at: string } {
  if (reviewDueAt !== null) return { by: messages.reviewDue, at: reviewDueAt };
  if (plannedStart !== null) return { by: messages.planned, at: plannedStart };
  return { by: messages.moved, at: updatedAt };
}

function MoreChanges({ hidden }: { hidden: number }) {
  if (hidden <= 0) return null;
  return (
    <li className="more">
      <Link href="/changes?waiting=me">{messages.moreChanges(hidden)}</Link>
    </li>
  );
}

type NeedProps = {
  tone: Tone;
  what: string;
  why: ReactNode;
  by: string;
  at: string;
  zone: string;
  href: string;
  verb: string;
  /** What the button is about, for whoever hears it alone. */
  name: string;
};

function Need({ tone, what, why, by, at, zone, href, verb, name }: NeedProps) {
  return (
    <li>
      <Glyph tone={tone} />
      <div>
        <div className="what">{what}</div>
        <div className="why">{why}</div>
      </div>
      <div className="do">
        <span className="by">
          {by}
          <br />
          <RelativeTime at={at} zone={zone} />
        </span>
        <Link className="btn" href={href} data-row>
          {verb}
          <span className="sr"> {name}</span>
        </Link>
      </div>
    </li>
  );
}
