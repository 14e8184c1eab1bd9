"use client";

import { type Column, DataTable } from "@/components/patterns/data-table";
import { State } from "@/components/ui/glyph";
import type { Privilege } from "@/lib/contracts/api/resources/platform";

const COLUMNS: readonly Column<Privilege>[] = [
  {
    id: "held",
    header: "Held",
    className: "nb",
    phone: "full",
    cell: (privilege) => (
      <State tone={privilege.allowed ? "good" : "bad"}>{privilege.allowed ? "held" : "missing"}</State>
    ),
  },
  { id: "purpose", header: "Used for", phone: "full", cell: (privilege) => privilege.purpose },
  { id: "verb", header: "Verb", cell: (privilege) => <span className="mono">{privilege.verb}</span> },
  {
    id: "resource",
    header: "Resource",
    cell: (privilege) => (
      <span className="mono">
        {privilege.resource}
        {privilege.group ? `.${privilege.group}` : ""}
      </span>
    ),
  },
];

/** What Holdfast needs to be allowed on the cluster; missing ones first. */
export function PrivilegeTable({ privileges }: { privileges: readonly Privilege[] }) {
  const ordered = [...privileges].sort((one, other) => Number(one.allowed) - Number(other.allowed));
  return (
    <DataTable
      caption="Privileges"
      columns={COLUMNS}
      rows={ordered}
      rowKey={(privilege) =>
        `${privilege.verb} ${privilege.resource} ${privilege.group} ${privilege.purpose}`
      }
    />
  );
}
