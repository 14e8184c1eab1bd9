import { SelectField, TextField } from "@/components/ui/field";
import type { Alerting } from "@/lib/contracts/api/resources/alert";

type NameFieldsProps = {
  name: string;
  problem: string | null | undefined;
  onName: (name: string) => void;
  /** Null for what exists: whom it is for stays as it is. */
  places: Alerting["places"] | null;
  tenantId: string;
  onTenant: (tenantId: string) => void;
};

/** How a route or a rota is called, and of a new one whom it is for. */
export function NameFields({ name, problem, onName, places, tenantId, onTenant }: NameFieldsProps) {
  return (
    <>
      <TextField
        label="Name"
        value={name}
        maxLength={80}
        onChange={(event) => onName(event.target.value)}
        problem={problem}
      />
      {places === null ? null : (
        <SelectField
          label="For"
          choices={[
            ...(places.everybody.allowed ? [{ value: "", label: "Every tenant" }] : []),
            ...places.tenants.map((tenant) => ({ value: tenant.id, label: tenant.name })),
          ]}
          value={tenantId}
          onChange={(event) => onTenant(event.target.value)}
        />
      )}
    </>
  );
}

/** Whom a new one is for at first: everybody where the reader may say so. */
export const firstPlace = ({ everybody, tenants }: Alerting["places"]): string =>
  everybody.allowed ? "" : (tenants[0]?.id ?? "");
