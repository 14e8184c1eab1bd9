"use client";

import Link from "next/link";
import { environmentMark, environmentSentence } from "@/components/environment/words";
import { messages } from "@/components/hold/messages";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { RelativeTime } from "@/components/patterns/time-in-zone";
import { State } from "@/components/ui/glyph";
import { Tag } from "@/components/ui/tag";
import type { EnvironmentBrief } from "@/lib/contracts/api/resources/catalog";
import { STAGE_NAMES } from "@/lib/domain/catalog/stage";

const COLUMNS: readonly Column<EnvironmentBrief>[] = [
  {
    id: "health",
    header: "State",
    className: "nb",
    phone: "full",
    cell: (environment) => {
      const mark = environmentMark(environment);
      return <State tone={mark.tone}>{mark.word}</State>;
    },
  },
  {
    id: "name",
    header: "Environment",
    phone: "full",
    cell: (environment) => (
      <>
        <Link className="lead-link" href={`/environments/${environment.id}`} data-row>
          {environment.name}
        </Link>{" "}
        {environment.hold ? <Tag tone="warn">{messages.held}</Tag> : null}
        <div className="t2">{environmentSentence(environment)}</div>
      </>
    ),
  },
  {
    id: "tenant",
    header: "Tenant",
    className: "nb",
    cell: (environment) => <Link href={`/tenants/${environment.tenant.id}`}>{environment.tenant.name}</Link>,
  },
  { id: "stage", header: "Stage", className: "nb", cell: (environment) => STAGE_NAMES[environment.stage] },
  {
    id: "release",
    header: "Release",
    className: "nb",
    cell: (environment) => environment.release?.name ?? "none",
  },
  {
    id: "observed",
    header: "Heard",
    className: "nb",
    phone: "hide",
    cell: (environment) =>
      environment.observedAt ? (
        <RelativeTime at={environment.observedAt} zone={environment.timeZone} />
      ) : (
        "never"
      ),
  },
];

type EnvironmentTableProps = {
  environments: readonly EnvironmentBrief[];
  caption: string;
  /** On a tenant's own page the tenant goes without saying. */
  ofTenant?: boolean;
  stale?: boolean;
};

const OWN_COLUMNS = COLUMNS.filter((column) => column.id !== "tenant");

/** Environments as rows. */
export function EnvironmentTable(props: EnvironmentTableProps) {
  const { environments, caption, ofTenant = false, stale = false } = props;
  return (
    <DataTable
      caption={caption}
      columns={ofTenant ? OWN_COLUMNS : COLUMNS}
      rows={environments}
      rowKey={(environment) => environment.id}
      stale={stale}
    />
  );
}
