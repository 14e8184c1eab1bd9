"use client";

import { groupPrivileges, type PrivilegeGroup } from "@/components/cluster/privilege-groups";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { State } from "@/components/ui/glyph";
import type { Privilege } from "@/lib/contracts/api/resources/platform";

const COLUMNS: readonly Column<PrivilegeGroup>[] = [
  {
    id: "held",
    header: "State",
    className: "nb",
    phone: "full",
    cell: (group) =>
      group.missing.length === 0 ? <State tone="good">held</State> : <State tone="bad">missing</State>,
  },
  { id: "purpose", header: "Used to", phone: "full", cell: (group) => group.purpose },
  {
    id: "resource",
    header: "Resource",
    cell: (group) => <span className="mono wrap-any">{group.resource}</span>,
  },
  {
    id: "verbs",
    header: "Verbs",
    cell: (group) => (
      <span className="mono">
        {group.missing.length > 0 ? <b>{group.missing.join(", ")} missing; </b> : null}
        {group.held.join(", ")}
      </span>
    ),
  },
];

/** What Holdfast needs to be allowed on the cluster; missing ones first. */
export function PrivilegeTable({ privileges }: { privileges: readonly Privilege[] }) {
  return (
    <DataTable
      caption="Privileges"
      columns={COLUMNS}
      rows={groupPrivileges(privileges)}
      rowKey={(group) => `${group.purpose} ${group.resource}`}
    />
  );
}
