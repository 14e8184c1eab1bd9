"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { elevationMessages as text } from "@/components/elevation/words";
import { ErrorState } from "@/components/patterns/error-state";
import { Combobox } from "@/components/ui/combobox";
import { SelectField } from "@/components/ui/field";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { environmentKeys, tenantKeys } from "@/lib/client/query-keys";

export type Place = {
  level: "fleet" | "tenant" | "environment";
  tenantId: string | null;
  environmentId: string | null;
};
type Level = Place["level"];
type PlaceFieldsProps = { fleet: boolean; missing: boolean; onChoose: (place: Place | null) => void };

const FIRST = { limit: 100 } as const;
const FLEET: Place = { level: "fleet", tenantId: null, environmentId: null };
const LEVELS: readonly { value: Level; label: string }[] = [
  { value: "environment", label: "An environment" },
  { value: "tenant", label: "A whole tenant" },
  { value: "fleet", label: "The whole fleet" },
];

type Choice = { value: string; label: string; detail?: string; place: Place };

/** The tenants or environments the reader sees, as choices. */
function useChoices(level: Level) {
  return useQuery<Choice[], ApiError>({
    queryKey: [...(level === "tenant" ? tenantKeys.list(FIRST) : environmentKeys.list(FIRST)), "to choose"],
    enabled: level !== "fleet",
    queryFn: async ({ signal }) => {
      if (level === "tenant") {
        const { items } = await call("listTenants", { query: FIRST }, signal);
        return items.map(({ id, name }) => ({
          ...{ value: id, label: name },
          place: { level, tenantId: id, environmentId: null },
        }));
      }
      const { items } = await call("listEnvironments", { query: FIRST }, signal);
      return items.map(({ id, name, tenant }) => ({
        ...{ value: id, label: name, detail: tenant.name },
        place: { level, tenantId: tenant.id, environmentId: id },
      }));
    },
  });
}

/** Over what: the fleet where one's role covers it, a tenant, or an environment. */
export function PlaceFields({ fleet, missing, onChoose }: PlaceFieldsProps) {
  const [level, setLevel] = useState<Level>("environment");
  const [chosen, setChosen] = useState<string | null>(null);
  const query = useChoices(level);
  const choices = query.data ?? [];
  const setLevelTo = (value: string) => {
    const next = LEVELS.find((each) => each.value === value)?.value ?? "environment";
    setLevel(next);
    setChosen(null);
    onChoose(next === "fleet" ? FLEET : null);
  };
  return (
    <>
      <SelectField
        label={text.over}
        choices={LEVELS.filter(({ value }) => fleet || value !== "fleet")}
        value={level}
        problem={missing ? text.choosePlace : null}
        onChange={(event) => setLevelTo(event.target.value)}
      />
      {level === "fleet" ? null : (
        <Combobox
          key={level}
          label={level === "tenant" ? text.tenant : text.environment}
          options={choices}
          value={chosen}
          placeholder="Type a part of its name"
          emptyText={query.isPending ? text.loading : "None of that name."}
          hint={choices.length === FIRST.limit ? text.firstHundred : undefined}
          onChange={(value) => {
            setChosen(value);
            onChoose(choices.find((each) => each.value === value)?.place ?? null);
          }}
        />
      )}
      {query.error ? <ErrorState error={query.error} what={text.failed} /> : null}
    </>
  );
}
