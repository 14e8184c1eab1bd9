"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { CheckHistory } from "@/components/integration/check-history";
import { IntegrationActs } from "@/components/integration/integration-acts";
import { integrationState, messages } from "@/components/integration/words";
import { ErrorState } from "@/components/patterns/error-state";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { Section } from "@/components/patterns/section";
import { RelativeTime, TimeInZone } from "@/components/patterns/time-in-zone";
import { State } from "@/components/ui/glyph";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { integrationKeys } from "@/lib/client/query-keys";
import type { Integration } from "@/lib/contracts/api/resources/integration";
import { CHECK_KINDS } from "@/lib/domain/integration/check";
import { CRITICALITIES, DIRECTIONS, INTEGRATION_KINDS } from "@/lib/domain/integration/kinds";

const text = messages.one;
/** Events tell when its state changes; each single check is looked for as long as somebody looks. */
const LOOK_MS = 20_000;

/** One integration: does it work, since when, what was seen, who shares it. */
export function IntegrationPage({ seed, seededAt }: { seed: Integration; seededAt: number }) {
  const query = useQuery<Integration, ApiError>({
    queryKey: integrationKeys.one(seed.id),
    queryFn: ({ signal }) => call("getIntegration", { params: { integrationId: seed.id } }, signal),
    initialData: seed,
    initialDataUpdatedAt: seededAt,
    refetchInterval: LOOK_MS,
  });
  const integration = query.data;
  const { environment, tenant, name } = integration;
  const state = integrationState(integration);
  return (
    <Page
      trail={[
        { label: messages.title, href: "/integrations" },
        { label: environment.name, href: `/environments/${environment.id}#integrations` },
      ]}
      here={name}
      right={<Link href={`/integrations/map?tenantId=${tenant.id}`}>{messages.map}</Link>}
    >
      <PageHead
        title={name}
        state={<State tone={state.tone}>{state.word}</State>}
        sentence={integration.sentence}
        facts={factsOf(integration)}
      />
      {query.error ? (
        <ErrorState error={query.error} what={text.failed} onRetry={() => void query.refetch()} />
      ) : null}
      <IntegrationActs integration={integration} />
      <CheckHistory readings={integration.readings} zone={environment.timeZone} />
      <Known integration={integration} />
      <Shared integration={integration} />
    </Page>
  );
}

function factsOf(integration: Integration) {
  const { tenant, environment, since, checkedAt, answeredAt, criticality } = integration;
  const zone = environment.timeZone;
  const when = (at: string | null) => (at === null ? text.never : <RelativeTime at={at} zone={zone} />);
  return [
    {
      name: "Where",
      value: (
        <Link href={`/environments/${environment.id}#integrations`}>
          {tenant.name}, {environment.name}
        </Link>
      ),
    },
    { name: "When it fails", value: CRITICALITIES[criticality] },
    { name: "Since", value: <TimeInZone at={since} zone={zone} /> },
    { name: "Checked", value: when(checkedAt) },
    { name: "Answered", value: when(answeredAt) },
  ];
}

function Known({ integration }: { integration: Integration }) {
  const { system, kind, direction, endpoint, ownerName, ownerContact, carries, modules } = integration;
  const { check, intervalSeconds, hasSecret, lastError, lastErrorAt, environment } = integration;
  const how = check === null ? "nobody checks it" : `${CHECK_KINDS[check.kind]}, every ${intervalSeconds} s`;
  return (
    <Section title={text.facts}>
      <dl className="fact-list">
        <Fact name="System">
          {system}, {INTEGRATION_KINDS[kind]}
        </Fact>
        <Fact name="Direction">{DIRECTIONS[direction]}</Fact>
        <Fact name="Endpoint">
          <span className="mono wrap-any">{endpoint || "not said"}</span>
        </Fact>
        <Fact name="Looked after by">
          {ownerName}, {ownerContact}
        </Fact>
        <Fact name="What rests on it">
          {carries.length === 0 ? "nothing named" : null}
          {carries.map(({ id, title, owner }) => (
            <div key={id}>
              <Link className="underlined" href={`/environments/${environment.id}/workflows/${id}`}>
                {title}
              </Link>
              <span className="sub">
                {`, ${owner.own ? "" : "the tenant's contact "}${owner.name}, ${owner.contact}`}
              </span>
            </div>
          ))}
        </Fact>
        <Fact name="Modules">
          <span className="mono">{modules.join(", ") || "none named"}</span>
        </Fact>
        <Fact name="Check">
          {how}
          {hasSecret ? ", with a sealed secret" : ""}
        </Fact>
        <Fact name="Last error">
          {lastErrorAt === null ? (
            "none"
          ) : (
            <>
              {lastError} <TimeInZone at={lastErrorAt} zone={environment.timeZone} />
            </>
          )}
        </Fact>
      </dl>
    </Section>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Shared({ integration: { sharedWith } }: { integration: Integration }) {
  return (
    <Section title={text.shared} meta={sharedWith.length}>
      {sharedWith.length === 0 ? (
        <p className="prose">{text.sharedNone}</p>
      ) : (
        <>
          <p className="prose">{text.sharedSentence}</p>
          <ul className="rowlist shared">
            {sharedWith.map(({ id, name, environment }) => (
              <li key={id}>
                <Link href={`/integrations/${id}`}>{name}</Link>
                <Link className="t2" href={`/environments/${environment.id}`}>
                  {environment.name}
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}
