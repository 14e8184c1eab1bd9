import { type Column, DataTable } from "@/components/patterns/data-table";
import { FoldSection } from "@/components/patterns/fold-section";

import { BAND_WORDS, messages } from "@/components/risk/messages";
import { State } from "@/components/ui/glyph";
import type { RiskAssessment } from "@/lib/contracts/api/resources/risk";

const text = messages.change;
type Factor = RiskAssessment["factors"][number];

const COLUMNS: readonly Column<Factor>[] = [
  {
    id: "factor",
    header: text.factor,
    cell: ({ title }) => <span className="strong-text">{title}</span>,
    phone: "full",
  },
  { id: "fact", header: text.fact, cell: ({ fact }) => fact, phone: "full" },
  { id: "points", header: text.points, cell: ({ points, weight }) => text.of(points, weight), number: true },
];

/** The score of a change with every point accounted for, the heaviest first. */
export function RiskSection({ risk }: { risk: RiskAssessment }) {
  const { tone, word } = BAND_WORDS[risk.band];
  const rows = [...risk.factors].sort((one, other) => other.points - one.points);
  return (
    <FoldSection title={text.title} meta={text.meta(risk.score)} right={<State tone={tone}>{word}</State>}>
      <span className="risk-bar" role="img" aria-label={text.bar(risk.score)}>
        <i style={{ width: `${risk.score}%` }} />
      </span>
      <DataTable caption={text.caption} columns={COLUMNS} rows={rows} rowKey={({ id }) => id} />
    </FoldSection>
  );
}
