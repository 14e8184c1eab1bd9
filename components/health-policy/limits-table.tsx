import { messages as text } from "@/components/health-policy/messages";
import { TIER_NAMES } from "@/components/objective/messages";
import { Tag } from "@/components/ui/tag";
import type { HealthPolicy } from "@/lib/contracts/api/resources/health-policy";
import { definitionOf, type SignalId } from "@/lib/domain/health/catalog";
import { HEALTH_DOMAIN_IDS, HEALTH_DOMAINS } from "@/lib/domain/health/domains";
import { JUDGED_SIGNALS, shippedLimits } from "@/lib/domain/health/policy";
import { readingText } from "@/lib/domain/health/reading";

/** The limits of a tier by domain, folded: what was set here is told first. */
export function LimitsTable({ policy }: { policy: HealthPolicy }) {
  const own = Object.keys(policy.settings.limits).length;
  return (
    <>
      <p className="prose">{text.ownCount(own, JUDGED_SIGNALS.length)}</p>
      {HEALTH_DOMAIN_IDS.map((domain) => {
        const signals = JUDGED_SIGNALS.filter((id) => definitionOf(id).domain === domain);
        const set = signals.some((id) => policy.settings.limits[id] !== undefined);
        return (
          <details key={domain} className="limit-set" open={set}>
            <summary>
              {HEALTH_DOMAINS[domain]} <span className="t2">{text.signals(signals.length)}</span>
            </summary>
            <DomainTable policy={policy} signals={signals} name={HEALTH_DOMAINS[domain]} />
          </details>
        );
      })}
    </>
  );
}

type DomainTableProps = { policy: HealthPolicy; signals: readonly SignalId[]; name: string };

function DomainTable({ policy: { tier, settings }, signals, name }: DomainTableProps) {
  return (
    <table className="table stack">
      <caption className="sr">
        {TIER_NAMES[tier]}: {name}
      </caption>
      <thead>
        <tr>
          <th scope="col">{text.signal}</th>
          <th scope="col" className="num">
            {text.warns}
          </th>
          <th scope="col" className="num">
            {text.broken}
          </th>
        </tr>
      </thead>
      <tbody>
        {signals.map((id) => {
          const { title, unit } = definitionOf(id);
          const own = settings.limits[id];
          const limits = own ?? shippedLimits(id, tier);
          return (
            <tr key={id}>
              <td className="full">
                {title} {own === undefined ? null : <Tag>{text.own}</Tag>}
              </td>
              <td className="num nb" data-label={text.warns}>
                {readingText(unit, limits?.warn ?? null)}
              </td>
              <td className="num nb" data-label={text.broken}>
                {readingText(unit, limits?.bad ?? null)}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
