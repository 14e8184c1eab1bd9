"use client";

import { type Column, DataTable } from "@/components/patterns/data-table";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { bytesText, proofWord } from "@/components/restore/words";
import { Tag } from "@/components/ui/tag";
import { momentText } from "@/lib/client/time-text";
import type { RestoreOptions, RestorePoint } from "@/lib/contracts/api/resources/restore";
import { counted } from "@/lib/domain/shared/words";

const SHOWN = 8;

type PointTableProps = {
  options: RestoreOptions;
  chosenId: string | null;
  onChoose: (point: RestorePoint) => void;
};

const toneOf = ({ state, proof }: RestorePoint) =>
  state === "damaged" || proof === "disproved" ? "bad" : proof === "proven" ? "good" : undefined;

/** The newest points row by row, the older ones folded by the day they were taken. */
export function PointTable({ options, chosenId, onChoose }: PointTableProps) {
  const { points, source } = options;
  const columns = columnsOf({ zone: source.timeZone, chosenId, onChoose });
  return (
    <>
      <DataTable
        caption="Points in time"
        columns={columns}
        rows={points.slice(0, SHOWN)}
        rowKey={({ id }) => id}
      />
      {daysOf(points.slice(SHOWN), source.timeZone).map(({ day, taken }) => (
        <details key={day} className="pad-top" open={taken.some(({ id }) => id === chosenId)}>
          <summary>
            <b>{day}</b> <span className="sub">{counted(taken.length, "backup")}</span>
          </summary>
          <DataTable
            caption={`Points in time of ${day}`}
            columns={columns}
            rows={taken}
            rowKey={({ id }) => id}
          />
        </details>
      ))}
    </>
  );
}

/** By the day on the plant's clock, in the order they come. */
function daysOf(points: readonly RestorePoint[], zone: string) {
  const days = new Map<string, RestorePoint[]>();
  for (const point of points) {
    const day = momentText(Date.parse(point.takenAt), zone, "day").text;
    days.set(day, [...(days.get(day) ?? []), point]);
  }
  return [...days].map(([day, taken]) => ({ day, taken }));
}

type Choosing = Pick<PointTableProps, "chosenId" | "onChoose"> & { zone: string };

function columnsOf({ zone, chosenId, onChoose }: Choosing): readonly Column<RestorePoint>[] {
  return [
    {
      id: "taken",
      header: "Taken",
      phone: "full",
      cell: (point) => (
        <label className="choice nb">
          <input type="radio" name="point" checked={point.id === chosenId} onChange={() => onChoose(point)} />
          <TimeInZone at={point.takenAt} zone={zone} />
        </label>
      ),
    },
    {
      id: "proof",
      header: "Proof",
      phone: "label",
      cell: (point) => {
        const tone = toneOf(point);
        return tone === undefined ? <Tag>{proofWord(point)}</Tag> : <Tag tone={tone}>{proofWord(point)}</Tag>;
      },
    },
    {
      id: "release",
      header: "Release",
      phone: "label",
      cell: ({ release }) => release?.name ?? "unknown",
    },
    {
      id: "size",
      header: "Size",
      phone: "label",
      number: true,
      className: "nb",
      cell: ({ bytes }) => bytesText(bytes),
    },
    {
      id: "why",
      header: "Fits",
      phone: "label",
      cell: ({ possible }) => (possible.allowed ? "yes" : possible.reason),
    },
  ];
}
