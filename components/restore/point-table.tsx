"use client";

import { type Column, DataTable } from "@/components/patterns/data-table";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { bytesText, proofWord } from "@/components/restore/words";
import { Tag } from "@/components/ui/tag";
import type { RestoreOptions, RestorePoint } from "@/lib/contracts/api/resources/restore";

const SHOWN = 8;

type PointTableProps = {
  options: RestoreOptions;
  chosenId: string | null;
  onChoose: (point: RestorePoint) => void;
};

const toneOf = ({ state, proof }: RestorePoint) =>
  state === "damaged" || proof === "disproved" ? "bad" : proof === "proven" ? "good" : undefined;

/** The newest points by name, and the chosen one. */
export function PointTable({ options, chosenId, onChoose }: PointTableProps) {
  const { points, source } = options;
  const rows = points.filter(({ id }, index) => index < SHOWN || id === chosenId);
  const columns: readonly Column<RestorePoint>[] = [
    {
      id: "taken",
      header: "Taken",
      phone: "full",
      cell: (point) => (
        <label className="choice nb">
          <input type="radio" name="point" checked={point.id === chosenId} onChange={() => onChoose(point)} />
          <TimeInZone at={point.takenAt} zone={source.timeZone} />
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
  return <DataTable caption="Points in time" columns={columns} rows={rows} rowKey={({ id }) => id} />;
}
