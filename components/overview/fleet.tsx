import Link from "next/link";
import { StatusCell } from "@/components/environment/status-cell";
import { environmentMark, environmentSentence } from "@/components/environment/words";
import { messages } from "@/components/overview/messages";
import { EmptyState } from "@/components/patterns/empty-state";
import { Section } from "@/components/patterns/section";
import { Glyph, type Tone } from "@/components/ui/glyph";
import type { TenantBrief } from "@/lib/contracts/api/resources/catalog";
import type { Overview } from "@/lib/contracts/api/resources/overview";
import { STAGE_NAMES, STAGES } from "@/lib/domain/catalog/stage";

/** One cell per environment, tenants worst first. */
export function Fleet({ overview }: { overview: Overview }) {
  const hidden = overview.tenantTotal - overview.tenants.length;
  return (
    <Section
      title={messages.fleet}
      meta={messages.fleetMeta(overview.environmentTotal, overview.tenantTotal)}
      right={<Link href="/tenants">{messages.allTenants}</Link>}
    >
      {overview.tenants.length === 0 ? (
        <EmptyState title={messages.noTenants}>{messages.noTenantsMore}</EmptyState>
      ) : (
        <>
          <FleetTable tenants={overview.tenants} />
          {hidden > 0 ? <p className="small sub pad-top">{messages.moreTenants(hidden)}</p> : null}
          <Legend counts={overview.counts} />
        </>
      )}
    </Section>
  );
}

/** Tenants as rows, stages as columns. */
export function FleetTable({ tenants }: { tenants: readonly TenantBrief[] }) {
  return (
    <table className="fleet">
      <caption className="sr">{messages.fleet}</caption>
      <thead>
        <tr>
          <th scope="col">{messages.tenantColumn}</th>
          {STAGES.map((stage) => (
            <th key={stage} scope="col">
              {STAGE_NAMES[stage]}
            </th>
          ))}
          <th scope="col" className="say">
            {messages.whatIsWrong}
          </th>
        </tr>
      </thead>
      <tbody>
        {tenants.map((tenant) => (
          <FleetRow key={tenant.id} tenant={tenant} />
        ))}
      </tbody>
    </table>
  );
}

const RANK: Record<Tone, number> = { bad: 0, unknown: 1, warn: 2, running: 3, parked: 4, wait: 5, good: 6 };

function FleetRow({ tenant }: { tenant: TenantBrief }) {
  const worst = [...tenant.environments].sort(
    (one, other) => RANK[environmentMark(one).tone] - RANK[environmentMark(other).tone],
  )[0];
  const wrong = worst && environmentMark(worst).tone !== "good" ? worst : undefined;
  return (
    <tr>
      <td className="ten">
        <Link className="plain" href={`/tenants/${tenant.id}`} data-row>
          {tenant.name}
        </Link>
      </td>
      {STAGES.map((stage) => (
        <td key={stage}>
          <span className="cells">
            {tenant.environments
              .filter((environment) => environment.stage === stage)
              .map((environment) => (
                <StatusCell key={environment.id} environment={environment} />
              ))}
          </span>
        </td>
      ))}
      <td className="say">{wrong ? `${wrong.name}: ${environmentSentence(wrong)}` : null}</td>
    </tr>
  );
}

function Legend({ counts }: { counts: Overview["counts"] }) {
  const lines: readonly { key: keyof Overview["counts"]; tone: Tone }[] = [
    { key: "bad", tone: "bad" },
    { key: "warning", tone: "warn" },
    { key: "unknown", tone: "unknown" },
    { key: "changing", tone: "running" },
    { key: "good", tone: "good" },
  ];
  return (
    <div className="legend pad-top">
      {lines.map((line) => (
        <span key={line.key}>
          <Glyph tone={line.tone} />
          {messages.legend[line.key]} {counts[line.key]}
        </span>
      ))}
      <span className="hide-narrow">{messages.numberMeans}</span>
    </div>
  );
}
