import Link from "next/link";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { SCRATCH_WORDS } from "@/components/scratch/words";
import { State } from "@/components/ui/glyph";
import type { ScratchBrief } from "@/lib/contracts/api/resources/scratch";

const STATE: Column<ScratchBrief> = {
  id: "state",
  header: "State",
  className: "nb",
  phone: "full",
  cell: ({ state }) => <State tone={SCRATCH_WORDS[state].tone}>{SCRATCH_WORDS[state].word}</State>,
};

const copyColumn = (ofEnvironment: boolean): Column<ScratchBrief> => ({
  id: "copy",
  header: "Copy",
  phone: "full",
  cell: ({ id, number, sentence, tenant, environment }) => (
    <>
      <Link className="lead-link" href={`/scratch/${id}`} data-row>
        {ofEnvironment ? number : `${number} · ${tenant.name}, ${environment.name}`}
      </Link>
      <div className="t2">{sentence}</div>
    </>
  ),
});

const FACTS: readonly Column<ScratchBrief>[] = [
  {
    id: "point",
    header: "Data of",
    className: "nb",
    phone: "label",
    cell: ({ pointInTime, backup, environment }) => (
      <TimeInZone at={pointInTime ?? backup.takenAt} zone={environment.timeZone} />
    ),
  },
  {
    id: "until",
    header: "Until",
    className: "nb",
    phone: "label",
    cell: ({ keptUntil, environment }) =>
      keptUntil === null ? "–" : <TimeInZone at={keptUntil} zone={environment.timeZone} />,
  },
  { id: "who", header: "Asked by", className: "nb", phone: "label", cell: ({ requester }) => requester.name },
];

type ScratchTableProps = { copies: readonly ScratchBrief[]; ofEnvironment?: boolean };

/** Scratch copies: whose data of when, how long they stand, and who wanted them. */
export function ScratchTable({ copies, ofEnvironment = false }: ScratchTableProps) {
  const columns = [STATE, copyColumn(ofEnvironment), ...FACTS];
  return <DataTable caption="Scratch copies" columns={columns} rows={copies} rowKey={({ id }) => id} />;
}
