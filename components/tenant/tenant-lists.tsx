import { Section } from "@/components/patterns/section";
import { messages } from "@/components/tenant/messages";
import type { Tenant } from "@/lib/contracts/api/resources/catalog";

const text = messages.page;

/** Plants, warehouses, stores: each on its own clock. */
export function Sites({ tenant }: { tenant: Tenant }) {
  return (
    <Section title={text.sites} meta={tenant.sites.length}>
      {tenant.sites.length === 0 ? <p className="prose">{text.noSites}</p> : null}
      <ul className="rowlist pairs">
        {tenant.sites.map((site) => (
          <li key={site.id}>
            <span className="strong">{site.name}</span>
            <span className="t2">
              {site.kind}
              {site.city ? `, ${site.city}` : ""} · {site.timeZone}
              {site.people === null ? "" : ` · ${site.people} people`}
              {site.environments.length === 0
                ? ""
                : ` · works with ${site.environments.map(({ name }) => name).join(", ")}`}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Who holds a role here. */
export function People({ tenant }: { tenant: Tenant }) {
  return (
    <Section title={text.people} meta={tenant.people.length}>
      {tenant.people.length === 0 ? <p className="prose">{text.nobody}</p> : null}
      <ul className="rowlist pairs">
        {tenant.people.map((person) => (
          <li key={`${person.id} ${person.role}`}>
            <span className="strong">{person.name}</span>
            <span className="t2">{person.role}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
