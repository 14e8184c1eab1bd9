"use client";

import { messages } from "@/components/calendar/messages";
import { SelectField } from "@/components/ui/field";
import type { CalendarPlaces } from "@/lib/contracts/api/resources/calendar";
import type { CalendarLevel } from "@/lib/domain/calendar/event";

const text = messages.form;
const LEVELS: readonly CalendarLevel[] = ["environment", "site", "tenant", "industry", "fleet"];

export type PlaceDraft = {
  level: CalendarLevel;
  industry: string;
  tenantId: string;
  siteId: string;
  environmentId: string;
};

type PlaceFieldsProps<Draft extends PlaceDraft> = {
  draft: Draft;
  places: CalendarPlaces;
  problem: (path: string) => string | null | undefined;
  /** `zone` is the clock of what was chosen; null where it has none of its own. */
  onChange: (part: Partial<PlaceDraft>, zone: string | null) => void;
};

/** Where an event counts; levels that are not the reader's stay visible with the reason. */
export function PlaceFields<Draft extends PlaceDraft>(props: PlaceFieldsProps<Draft>) {
  const { draft, places, problem, onChange } = props;
  const tenant = places.tenants.find(({ id }) => id === draft.tenantId);
  const canOf = (level: CalendarLevel) => places.levels.find((each) => each.level === level)?.can;
  const refused = LEVELS.filter((level) => canOf(level)?.allowed === false);
  const chooseTenant = (tenantId: string) => {
    const next = places.tenants.find(({ id }) => id === tenantId);
    const production =
      next?.environments.find(({ stage }) => stage === "production") ?? next?.environments[0];
    onChange(
      { tenantId, siteId: next?.sites[0]?.id ?? "", environmentId: production?.id ?? "" },
      next?.timeZone ?? null,
    );
  };
  return (
    <>
      <SelectField
        label={text.where}
        value={draft.level}
        choices={LEVELS.filter((level) => canOf(level)?.allowed !== false).map((level) => ({
          value: level,
          label: text.levels[level],
        }))}
        hint={refused.length === 0 ? undefined : canOf(refused[0] ?? "fleet")?.reason}
        problem={problem("level")}
        onChange={(event) => onChange({ level: event.target.value as CalendarLevel }, null)}
      />
      {draft.level === "industry" ? (
        <SelectField
          label={text.industry}
          value={draft.industry}
          choices={places.industries.map((name) => ({ value: name, label: name }))}
          problem={problem("industry")}
          onChange={(event) => onChange({ industry: event.target.value }, null)}
        />
      ) : null}
      {draft.level === "industry" || draft.level === "fleet" ? null : (
        <SelectField
          label={text.tenant}
          value={draft.tenantId}
          choices={places.tenants.map(({ id, name }) => ({ value: id, label: name }))}
          problem={problem("tenantId")}
          onChange={(event) => chooseTenant(event.target.value)}
        />
      )}
      {draft.level === "site" ? (
        <SelectField
          label={text.site}
          value={draft.siteId}
          choices={(tenant?.sites ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          problem={problem("siteId")}
          onChange={({ target }) =>
            onChange(
              { siteId: target.value },
              tenant?.sites.find(({ id }) => id === target.value)?.timeZone ?? null,
            )
          }
        />
      ) : null}
      {draft.level === "environment" ? (
        <SelectField
          label={text.environment}
          value={draft.environmentId}
          choices={(tenant?.environments ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          problem={problem("environmentId")}
          onChange={({ target }) =>
            onChange(
              { environmentId: target.value },
              tenant?.environments.find(({ id }) => id === target.value)?.timeZone ?? null,
            )
          }
        />
      ) : null}
    </>
  );
}
