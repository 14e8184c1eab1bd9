import { type Column, DataTable } from "@/components/patterns/data-table";
import { Section } from "@/components/patterns/section";
import { messages } from "@/components/train/messages";
import { Tag } from "@/components/ui/tag";
import type { Train } from "@/lib/contracts/api/resources/train";

type Row = { name: string; isNew: boolean; places: readonly string[] };

/** Which environments run which release: what a halted train has to answer first. */
export function ReleasePlaces({ train }: { train: Train }) {
  return (
    <Section title={messages.page.runs}>
      <DataTable
        caption={messages.page.runs}
        columns={COLUMNS}
        rows={rowsOf(train)}
        rowKey={({ name }) => name}
      />
    </Section>
  );
}

const COLUMNS: readonly Column<Row>[] = [
  {
    id: "release",
    header: "Release",
    className: "nb",
    phone: "full",
    cell: ({ name, isNew }) => (
      <>
        <span className="strong">{name}</span> {isNew ? <Tag tone="good">new</Tag> : null}
      </>
    ),
  },
  { id: "count", header: "Environments", number: true, cell: ({ places }) => places.length },
  { id: "places", header: "Where", cell: ({ places }) => places.join(", ") },
];

function rowsOf(train: Train): Row[] {
  const rows = new Map<string, { isNew: boolean; places: string[] }>();
  for (const { release, runsRelease, environment } of train.rings.flatMap(({ cars }) => cars)) {
    const name = release?.name ?? messages.page.runsNothing;
    const row = rows.get(name) ?? { isNew: runsRelease, places: [] };
    row.places.push(environment.name);
    rows.set(name, row);
  }
  return [...rows].map(([name, row]) => ({ name, ...row })).sort((a, b) => Number(b.isNew) - Number(a.isNew));
}
