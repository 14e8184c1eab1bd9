"use client";

import Link from "next/link";
import { useFleetHealth } from "@/components/health/use-health";
import { messages, STATE_WORDS } from "@/components/health/words";
import { ErrorState } from "@/components/patterns/error-state";
import { LoadingState } from "@/components/patterns/loading-state";
import { Section } from "@/components/patterns/section";
import { Glyph } from "@/components/ui/glyph";
import type { FleetHealth } from "@/lib/contracts/api/resources/health";
import { HEALTH_DOMAIN_IDS, HEALTH_DOMAINS } from "@/lib/domain/health/domains";

const SHOWN = 12;

/** Environments by domain, the worst first: where it hurts at a glance. */
export function FleetHeat() {
  const query = useFleetHealth();
  const fleet = query.data;
  if (fleet?.total === 0) return null;
  return (
    <Section title={messages.heat} meta={fleet === undefined ? undefined : messages.heatMeta(fleet.total)}>
      {query.error ? (
        <ErrorState error={query.error} what={messages.heatFailed} onRetry={() => void query.refetch()} />
      ) : null}
      {query.isPending ? <LoadingState label={messages.heatLoading} /> : null}
      {fleet === undefined ? null : <Heat fleet={fleet} />}
    </Section>
  );
}

function Heat({ fleet }: { fleet: FleetHealth }) {
  const shown = fleet.items.slice(0, SHOWN);
  const more = fleet.total - shown.length;
  return (
    <>
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
          {shown.map((environment) => (
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
      {more > 0 ? <p className="small sub pad-top">{messages.heatMore(more)}</p> : null}
    </>
  );
}
