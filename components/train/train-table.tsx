import Link from "next/link";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { messages } from "@/components/train/messages";
import { TRAIN_WORDS } from "@/components/train/words";
import { State } from "@/components/ui/glyph";
import type { TrainBrief } from "@/lib/contracts/api/resources/train";

const text = messages.list;

const COLUMNS: readonly Column<TrainBrief>[] = [
  {
    id: "train",
    header: "Train",
    phone: "full",
    cell: (train) => (
      <>
        <Link className="lead-link" href={`/trains/${train.id}`} data-row>
          {train.number}
        </Link>{" "}
        <span className="strong">{train.title}</span>
        <div className="t2">{train.sentence}</div>
      </>
    ),
  },
  { id: "release", header: "Release", className: "nb", cell: (train) => train.release.name },
  {
    id: "shape",
    header: "Over",
    className: "nb",
    cell: (train) => text.shape(train.rings, train.environments),
  },
  {
    id: "progress",
    header: "Progress",
    className: "nb",
    cell: (train) => text.progress(train.arrived, train.environments, train.failed),
  },
  {
    id: "state",
    header: "State",
    className: "nb",
    cell: (train) => <State tone={TRAIN_WORDS[train.state].tone}>{TRAIN_WORDS[train.state].word}</State>,
  },
  {
    id: "updated",
    header: "Updated",
    className: "nb",
    phone: "hide",
    cell: (train) => <TimeInZone at={train.updatedAt} zone="UTC" />,
  },
];

/** Trains as rows: what, over how much, how far. */
export function TrainTable({ trains, stale = false }: { trains: readonly TrainBrief[]; stale?: boolean }) {
  return (
    <DataTable
      caption={messages.trains}
      columns={COLUMNS}
      rows={trains}
      rowKey={(train) => train.id}
      stale={stale}
    />
  );
}
