"use client";

import Link from "next/link";
import { useState } from "react";
import { useFleetHealth } from "@/components/health/use-health";
import { messages, STATE_WORDS } from "@/components/health/words";
import { ErrorState } from "@/components/patterns/error-state";
import { LoadingState } from "@/components/patterns/loading-state";
import { Section } from "@/components/patterns/section";
import { Button } from "@/components/ui/button";
import { Glyph } from "@/components/ui/glyph";
import type { FleetHealth } from "@/lib/contracts/api/resources/health";
import { HEALTH_DOMAIN_IDS, HEALTH_DOMAINS } from "@/lib/domain/health/domains";

/** Where the next page begins, and how many environments stand before it. */
type Turned = { cursor: string; before: number };

/** Environments by domain, the worst first: where it hurts at a glance. */
export function FleetHeat() {
  const [cursors, setCursors] = useState<readonly Turned[]>([]);
  const query = useFleetHealth(cursors.at(-1)?.cursor);
  const fleet = query.data;
  if (fleet?.total === 0) return null;
  return (
    <Section title={messages.heat} meta={fleet === undefined ? undefined : messages.heatMeta(fleet.total)}>
      {query.error ? (
        <ErrorState error={query.error} what={messages.heatFailed} onRetry={() => void query.refetch()} />
      ) : null}
      {query.isPending ? <LoadingState label={messages.heatLoading} /> : null}
      {fleet === undefined ? null : <Heat fleet={fleet} />}
      {fleet === undefined ? null : <Pages fleet={fleet} cursors={cursors} onTurn={setCursors} />}
    </Section>
  );
}

function Heat({ fleet }: { fleet: FleetHealth }) {
  return (
    <table className="table heat">
      <caption className="sr">{messages.heat}</caption>
      <thead>
        <tr>
          <th scope="col">{messages.environment}</th>
          {HEALTH_DOMAIN_IDS.map((id) => (
            <th key={id} scope="col" className="cell">
              <span className="sr">{HEALTH_DOMAINS[id]}</span>
              <span className="turned" aria-hidden="true">
                {HEALTH_DOMAINS[id]}
              </span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {fleet.items.map((environment) => (
          <tr key={environment.id}>
            <td className="wrap">
              <Link className="plain" href={`/environments/${environment.id}`} prefetch={false}>
                {environment.name}
              </Link>
              <span className="sub hide-narrow">, {environment.tenant.name}</span>
            </td>
            {environment.domains.map(({ id, state, sentence }) => (
              <td key={id} className="cell" title={sentence || STATE_WORDS[state].word}>
                <Glyph
                  tone={STATE_WORDS[state].tone}
                  label={`${HEALTH_DOMAINS[id]}: ${STATE_WORDS[state].word}`}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type PagesProps = {
  fleet: FleetHealth;
  cursors: readonly Turned[];
  onTurn: (cursors: readonly Turned[]) => void;
};

/** Nothing while all of the fleet is on the first page. */
function Pages({ fleet: { items, nextCursor, total }, cursors, onTurn }: PagesProps) {
  const before = cursors.at(-1)?.before ?? 0;
  const last = before + items.length;
  if (cursors.length === 0 && nextCursor === null) return null;
  return (
    <nav className="pager" aria-label={messages.heatPages}>
      <span>{messages.heatPlace(Math.min(before + 1, last), last, total)}</span>
      <span className="push" />
      {cursors.length > 0 ? (
        <Button onClick={() => onTurn(cursors.slice(0, -1))}>{messages.heatPrevious}</Button>
      ) : null}
      {nextCursor === null ? null : (
        <Button onClick={() => onTurn([...cursors, { cursor: nextCursor, before: last }])}>
          {messages.heatNext}
        </Button>
      )}
    </nav>
  );
}
