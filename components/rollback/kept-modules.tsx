import { type Column, DataTable } from "@/components/patterns/data-table";
import { messages } from "@/components/rollback/messages";
import type { RollbackPreview } from "@/lib/contracts/api/resources/rollback";

type Kept = RollbackPreview["kept"][number];

const COLUMNS: readonly Column<Kept>[] = [
  {
    id: "module",
    header: messages.keptModule,
    phone: "full",
    cell: ({ name }) => <span className="mono strong wrap-any">{name}</span>,
  },
  {
    id: "database",
    header: messages.keptDatabase,
    className: "nb",
    cell: ({ database }) => <span className="mono">{database}</span>,
  },
  {
    id: "code",
    header: messages.keptCode,
    className: "nb",
    cell: ({ code }) => (code === null ? messages.keptNoCode : <span className="mono">{code}</span>),
  },
];

/** Modules whose code goes back while the database stays where the newer version has brought it. */
export function KeptModules({ modules }: { modules: readonly Kept[] }) {
  if (modules.length === 0) return null;
  return (
    <div>
      <h3>{messages.kept}</h3>
      <DataTable caption={messages.kept} columns={COLUMNS} rows={modules} rowKey={({ name }) => name} />
    </div>
  );
}
