"use client";

import Link from "next/link";
import { type FormEvent, useState } from "react";
import { useIncidentAct } from "@/components/incident/use-incidents";
import { messages as text } from "@/components/incident/words";
import { ErrorState } from "@/components/patterns/error-state";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Button } from "@/components/ui/button";
import { TextArea } from "@/components/ui/field";
import type { Incident } from "@/lib/contracts/api/resources/incident";
import {
  LONGEST_STATUS,
  momentFor,
  STATUS_MOMENT_NAMES,
  STATUS_MOMENTS,
  STATUS_WORDS,
  standingOf,
  statusTemplate,
} from "@/lib/domain/incident/status-text";

/** What the plant reads now, what it read before, and the form to tell it more. */
export function StatusSection({ incident }: { incident: Incident }) {
  const [writing, setWriting] = useState(false);
  const { can, statusHistory, status, environment, tenant } = incident;
  return (
    <Section
      title={text.status}
      meta={<Link href={`/status?tenantId=${tenant.id}`}>{text.statusPage}</Link>}
      right={
        writing ? undefined : (
          <Button
            disabledReason={can.publish.allowed ? null : can.publish.reason}
            onClick={() => setWriting(true)}
          >
            {text.statusWrite}
          </Button>
        )
      }
    >
      {writing ? (
        <StatusForm incident={incident} onClose={() => setWriting(false)} />
      ) : (
        <p className="prose text-block">{status?.text ?? text.statusNone}</p>
      )}
      {statusHistory.length === 0 ? null : (
        <details>
          <summary>{text.statusHistory(statusHistory.length)}</summary>
          <ol className="timeline wide">
            {statusHistory.map(({ id, at, by, text: words }) => (
              <li key={id}>
                <span className="when">
                  <TimeInZone at={at} zone={environment.timeZone} />
                </span>
                <span className="text-block">
                  <b>{by}</b> {words ?? text.statusTaken}
                </span>
              </li>
            ))}
          </ol>
        </details>
      )}
    </Section>
  );
}

const factsOf = ({ title, hurts, startedAt, resolvedAt, environment }: Incident) => ({
  ...{ title, sites: hurts.sites, processes: hurts.processes, zone: environment.timeZone },
  startedAt: new Date(startedAt),
  resolvedAt: resolvedAt === null ? null : new Date(resolvedAt),
});

function StatusForm({ incident, onClose }: { incident: Incident; onClose: () => void }) {
  const [words, setWords] = useState(() => statusTemplate(momentFor(incident.state), factsOf(incident)));
  const mutation = useIncidentAct(incident);
  const publish = (published: string) =>
    mutation.mutate({ act: "publish", text: published }, { onSuccess: onClose });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (words.trim() !== "" && !mutation.isPending) publish(words.trim());
  };
  return (
    <form onSubmit={submit} noValidate className="stack-2">
      <fieldset className="act-row">
        <legend className="sr">{text.statusTemplates}</legend>
        {STATUS_MOMENTS.map((moment) => (
          <Button key={moment} onClick={() => setWords(statusTemplate(moment, factsOf(incident)))}>
            {STATUS_MOMENT_NAMES[moment]}
          </Button>
        ))}
      </fieldset>
      <TextArea
        label={text.statusText}
        hint={`${text.statusHint} ${text.statusBeside(STATUS_WORDS[standingOf(incident.state)])}`}
        rows={6}
        value={words}
        maxLength={LONGEST_STATUS}
        onChange={(event) => setWords(event.target.value)}
        problem={words.trim() === "" ? text.statusEmpty : mutation.error?.issueFor("text")}
      />
      {mutation.error ? <ErrorState error={mutation.error} what={text.statusFailed} /> : null}
      <div className="act-row">
        <Button variant="primary" type="submit" busy={mutation.isPending}>
          {text.statusPublish}
        </Button>
        {incident.status === null ? null : <Button onClick={() => publish("")}>{text.statusTake}</Button>}
        <Button onClick={onClose}>{text.notNow}</Button>
      </div>
    </form>
  );
}
