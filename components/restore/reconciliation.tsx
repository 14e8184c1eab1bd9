import { type Column, DataTable } from "@/components/patterns/data-table";
import { Section } from "@/components/patterns/section";
import { VERDICT_WORDS } from "@/components/restore/words";
import { Tag } from "@/components/ui/tag";
import type { Reconciliation as Facts } from "@/lib/contracts/api/resources/restore";

type Line = Facts["lines"][number];

const COLUMNS: readonly Column<Line>[] = [
  { id: "what", header: "Figure", phone: "full", cell: ({ title }) => title },
  {
    id: "recorded",
    header: "In the backup",
    number: true,
    phone: "label",
    cell: ({ recorded }) => recorded ?? "–",
  },
  { id: "after", header: "Now", number: true, phone: "label", cell: ({ after }) => after ?? "–" },
  { id: "before", header: "Before", number: true, phone: "label", cell: ({ before }) => before ?? "–" },
  {
    id: "verdict",
    header: "Verdict",
    phone: "full",
    cell: ({ verdict, note }) => (
      <>
        {verdict === "flagged" ? <Tag tone="bad">{VERDICT_WORDS[verdict]}</Tag> : VERDICT_WORDS[verdict]}{" "}
        <span className="sub">{note}</span>
      </>
    ),
  },
];

/** One page an auditor can print: what the backup held, what lives now, what lived before. */
export function Reconciliation({ facts }: { facts: Facts }) {
  return (
    <Section title="Reconciliation" meta={facts.sentence}>
      <DataTable
        caption="Figures in the backup, now and before"
        columns={COLUMNS}
        rows={facts.lines}
        rowKey={({ name }) => name}
      />
    </Section>
  );
}
