"use client";

import Link from "next/link";
import { HealthCharts } from "@/components/health/health-charts";
import { SignalTable } from "@/components/health/signal-table";
import { useHealth } from "@/components/health/use-health";
import { domainWords, messages, STATE_WORDS } from "@/components/health/words";
import { ErrorState } from "@/components/patterns/error-state";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Glyph, State } from "@/components/ui/glyph";
import { Notice } from "@/components/ui/notice";
import type { Environment } from "@/lib/contracts/api/resources/catalog";
import type { EnvironmentHealth as Health } from "@/lib/contracts/api/resources/health";

type EnvironmentHealthProps = { environment: Environment; seed: Health; seededAt: number };

/** Plant IT's page: what people do, the six domains, and what was measured. */
export function EnvironmentHealth({ environment, seed, seededAt }: EnvironmentHealthProps) {
  const query = useHealth(environment.id, seed, seededAt);
  const health = query.data ?? seed;
  return (
    <div id="health">
      {query.error ? (
        <ErrorState error={query.error} what={messages.failed} onRetry={() => void query.refetch()} />
      ) : null}
      <Workflows health={health} environment={environment} />
      <Domains health={health} />
      <HealthCharts environmentId={environment.id} health={health} />
      <SignalTable health={health} />
    </div>
  );
}

function Workflows({ health, environment }: { health: Health; environment: Environment }) {
  const { workflows, timeZone, at, stale, sentence } = health;
  const measured =
    at === null ? (
      messages.never
    ) : (
      <>
        {messages.measured} <TimeInZone at={at} zone={timeZone} form="clock-second" />
      </>
    );
  // The page's head says what hurts already.
  const [beginning = sentence] = sentence.split(" since ");
  const told = environment.healthSentence.includes(beginning);
  return (
    <Section title={messages.workflows} meta={messages.workflowsMeta(workflows.length)} right={measured}>
      {stale && at !== null ? (
        <div className="receipt">
          <Notice tone="warn">{sentence}</Notice>
        </div>
      ) : told ? null : (
        <p className="prose">{sentence}</p>
      )}
      {workflows.length === 0 ? null : (
        <ul className="rowlist workflows">
          {workflows.map(({ id, title, state, since, sentence: how, fallback }) => (
            <li key={id}>
              <Glyph tone={STATE_WORDS[state].tone} label={STATE_WORDS[state].word} />
              <Link
                className="plain strong"
                href={`/environments/${environment.id}/workflows/${id}`}
                prefetch={false}
              >
                {title}
              </Link>
              {state === "good" || state === "unknown" ? (
                <>
                  <span className="t2">{how}</span>
                  <span className="sub small since">
                    {messages.since.toLowerCase()} <TimeInZone at={since} zone={timeZone} />
                  </span>
                </>
              ) : (
                <span className="hurts">
                  <span className="strong">{how}</span>
                  {fallback === "" ? null : (
                    <span>
                      <b>{messages.byHand}</b> {fallback}
                    </span>
                  )}
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      <p className="small pad-top">
        <Link href={`/environments/${environment.id}/workflows`} prefetch={false}>
          {messages.tried}
        </Link>
      </p>
    </Section>
  );
}

function Domains({ health }: { health: Health }) {
  const { domains } = health;
  if (domains.length === 0) return null;
  return (
    <Section title={messages.domains} meta={messages.domainsMeta}>
      <ul className="domains">
        {domains.map((domain) => (
          <li key={domain.id}>
            <State tone={STATE_WORDS[domain.state].tone}>
              {domain.name}
              <span className="sr">: {STATE_WORDS[domain.state].word}</span>
            </State>
            <div className="w">{domainWords(domain)}</div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
