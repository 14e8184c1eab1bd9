import Link from "next/link";
import type { ReactNode } from "react";
import { integrationState } from "@/components/integration/words";
import { RelativeTime } from "@/components/patterns/time-in-zone";
import { Glyph } from "@/components/ui/glyph";
import type { IntegrationBrief } from "@/lib/contracts/api/resources/integration";
import { CRITICALITIES } from "@/lib/domain/integration/kinds";

type IntegrationRowsProps = {
  items: readonly { integration: IntegrationBrief; more?: ReactNode }[];
};

/** Integrations of one environment, one line each: state, name, what was seen, what rests on it. */
export function IntegrationRows({ items }: IntegrationRowsProps) {
  return (
    <ul className="rowlist integrations">
      {items.map(({ integration, more }) => (
        <li key={integration.id}>
          <Glyph tone={integrationState(integration).tone} label={integrationState(integration).word} />
          <span>
            <Link className="strong" href={`/integrations/${integration.id}`}>
              {integration.name}
            </Link>
            <span className="t2 small"> {CRITICALITIES[integration.criticality].toLowerCase()}</span>
          </span>
          <span className={integration.state === "bad" ? "strong" : "t2"}>
            {integration.sentence}
            {more === undefined ? null : <span className="small"> {more}</span>}
          </span>
          <span className="sub small">
            {integration.checkedAt === null ? (
              integrationState(integration).word
            ) : (
              <RelativeTime at={integration.checkedAt} zone={integration.environment.timeZone} />
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
