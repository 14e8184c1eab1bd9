import { type Column, DataTable } from "@/components/patterns/data-table";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import type { TrackFacts } from "@/components/restore/track-facts";
import { proofWord } from "@/components/restore/words";
import { counted } from "@/lib/domain/shared/words";

type Line = { id: string; at: string; what: string; zone: string };

const COLUMNS: readonly Column<Line>[] = [
  {
    id: "at",
    header: "When",
    className: "nb",
    phone: "label",
    cell: ({ at, zone }) => <TimeInZone at={at} zone={zone} form="second" />,
  },
  { id: "what", header: "What", phone: "full", cell: ({ what }) => what },
];

/** The same as the track, newest first, for who reads rather than looks. */
export function TrackTable({ facts }: { facts: TrackFacts }) {
  const lines = linesOf(facts);
  return (
    <details className="small">
      <summary>As a table, {counted(lines.length, "line")}</summary>
      <DataTable caption="What the track shows" columns={COLUMNS} rows={lines} rowKey={({ id }) => id} />
    </details>
  );
}

function linesOf({
  points,
  releases,
  restores,
  incidents,
  recoverable,
  source,
}: TrackFacts): readonly Line[] {
  const zone = source.timeZone;
  const range =
    recoverable === null
      ? []
      : [
          { id: "from", at: recoverable.from, what: "Any second can be brought back from here" },
          { id: "until", at: recoverable.until, what: "Any second can be brought back until here" },
        ];
  return [
    ...points.map((point) => ({ id: point.id, at: point.takenAt, what: `Backup, ${proofWord(point)}` })),
    ...releases.map(({ name, at }) => ({ id: `${at} ${name}`, at, what: `${name} began to run` })),
    ...restores.map(({ id, number, at, undone }) => ({
      id,
      at,
      what: `${number} ${undone ? "was taken back" : "exchanged the data"}`,
    })),
    ...incidents.flatMap(({ id, number, title, at, until }) => [
      { id: `${id} from`, at, what: `${number} began: ${title}` },
      ...(until === null ? [] : [{ id: `${id} until`, at: until, what: `${number} no longer hurt` }]),
    ]),
    ...range,
  ]
    .map((line) => ({ ...line, zone }))
    .toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at));
}
