"use client";

import Link from "next/link";
import { type CalendarFilter, daysOf, step, VIEWS, type View } from "@/components/calendar/grid";
import { messages } from "@/components/calendar/messages";
import { dayText, monthText } from "@/components/calendar/month-view";
import { Choice, FilterBar } from "@/components/patterns/filter-bar";
import { hrefWith } from "@/components/patterns/url-filter";
import { LinkButton } from "@/components/ui/link-button";

type Place = { id: string; name: string };
type BarProps = {
  filter: CalendarFilter;
  tenants: readonly (Place & { environments: readonly Place[] })[];
  today: string;
  zone: string;
  onSet: (name: string, value: string) => void;
};

/** Where in time and for whom: all of it stands in the address. */
export function CalendarBar({ filter, tenants, today, zone, onSet }: BarProps) {
  const { view, day, tenantId } = filter;
  const at = (part: Partial<CalendarFilter>) =>
    hrefWith("/calendar", { ...filter, event: undefined, ...part });
  const environments = tenants.find(({ id }) => id === tenantId)?.environments ?? [];
  const all = { value: "", label: messages.all };
  const options = (places: readonly Place[]) => [
    all,
    ...places.map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <>
      <FilterBar>
        <nav className="seg" aria-label={messages.view}>
          {VIEWS.map((each) => (
            <ViewLink key={each} view={each} here={each === view} href={at({ view: each })} />
          ))}
        </nav>
        <Choice
          label={messages.tenant}
          value={tenantId ?? ""}
          choices={options(tenants)}
          onChoose={(value) => onSet("tenantId", value)}
        />
        {environments.length > 0 ? (
          <Choice
            label={messages.environment}
            value={filter.environmentId ?? ""}
            choices={options(environments)}
            onChoose={(value) => onSet("environmentId", value)}
          />
        ) : null}
      </FilterBar>
      <div className="cal-bar">
        <h2>{view === "week" ? `Week of ${dayText(daysOf(view, day)[0] ?? day)}` : monthText(day)}</h2>
        <span className="row">
          <LinkButton href={at({ day: step(view, day, -1) })}>
            <span aria-hidden="true">←</span> <span className="sr">{messages.before[view]}</span>
          </LinkButton>
          <LinkButton href={at({ day: today })}>{messages.today}</LinkButton>
          <LinkButton href={at({ day: step(view, day, 1) })}>
            <span className="sr">{messages.after[view]}</span> <span aria-hidden="true">→</span>
          </LinkButton>
        </span>
        <span className="sub small">
          {messages.clock} {zone}
        </span>
      </div>
    </>
  );
}

function ViewLink({ view, here, href }: { view: View; here: boolean; href: string }) {
  return (
    <Link href={href} aria-current={here ? "page" : undefined}>
      {messages.views[view]}
    </Link>
  );
}
