"use client";

import Link from "next/link";
import { useAlertAct } from "@/components/alert/use-alerts";
import { alertState, messages, placeOf, zoneOf } from "@/components/alert/words";
import { RelativeTime } from "@/components/patterns/time-in-zone";
import { Button } from "@/components/ui/button";
import { State } from "@/components/ui/glyph";
import { Tag } from "@/components/ui/tag";
import type { AlertBrief } from "@/lib/contracts/api/resources/alert";
import { TIER_NAMES } from "@/lib/domain/alert/tier";

type AlertListProps = {
  alerts: readonly AlertBrief[];
  label: string;
  /** All of one environment: its name is not said again. */
  ofEnvironment?: boolean;
  /** What the page says above already: it is not said again. */
  told?: string;
};

/** Alerts as a person reads them on a phone: what, where, since when, and the one act that stops the escalation. */
export function AlertList({ alerts, label, ofEnvironment = false, told = "" }: AlertListProps) {
  return (
    <ul className="rowlist alert-list" aria-label={label}>
      {alerts.map((alert) => (
        <AlertItem key={alert.id} alert={alert} ofEnvironment={ofEnvironment} told={told} />
      ))}
    </ul>
  );
}

type AlertItemProps = { alert: AlertBrief; ofEnvironment: boolean; told: string };

function AlertItem({ alert, ofEnvironment, told }: AlertItemProps) {
  const { tone, word } = alertState(alert);
  const more = alert.causes > 1 ? ` and ${alert.causes - 1} more` : "";
  return (
    <li>
      <div className="alert-what">
        <div className="alert-line">
          <TierTag alert={alert} />
          <Link className="lead-link" href={`/alerts/${alert.id}`} data-row>
            {ofEnvironment ? "" : `${placeOf(alert)}: `}
            {alert.title}
            {more}
          </Link>
        </div>
        {told.includes(alert.sentence) ? null : <p className="t2">{alert.sentence}</p>}
        <p className="sub small alert-facts">
          <State tone={tone}>{word}</State>
          <span>
            {alert.number}, <RelativeTime at={alert.raisedAt} zone={zoneOf(alert)} />
          </span>
          {alert.flaps > 0 ? <span>came back {alert.flaps}×</span> : null}
          {alert.incident === null ? null : (
            <Link href={`/incidents/${alert.incident.id}`}>{alert.incident.number}</Link>
          )}
          {alert.silence === null ? null : <span>{alert.silence.reason}</span>}
        </p>
      </div>
      {alert.state === "open" ? <Acknowledge alert={alert} /> : null}
    </li>
  );
}

/** How loud it is; red only while somebody is to be woken. */
export function TierTag({ alert: { tier, state } }: { alert: Pick<AlertBrief, "tier" | "state"> }) {
  const loud = tier === "page" && state !== "resolved";
  return loud ? <Tag tone="bad">{TIER_NAMES[tier]}</Tag> : <Tag>{TIER_NAMES[tier]}</Tag>;
}

/** The one act a woken person needs. */
export function Acknowledge({ alert, primary = false }: { alert: AlertBrief; primary?: boolean }) {
  const mutation = useAlertAct(alert);
  const can = alert.can.acknowledge;
  return (
    <div className="alert-do">
      <Button
        variant={primary ? "primary" : "plain"}
        busy={mutation.isPending}
        disabledReason={can.allowed ? null : can.reason}
        onClick={() => mutation.mutate({ act: "acknowledge" })}
      >
        {messages.acknowledge}
        <span className="sr"> {alert.number}</span>
      </Button>
      {mutation.error ? (
        <p className="problem" role="alert">
          {mutation.error.message}
        </p>
      ) : null}
    </div>
  );
}
