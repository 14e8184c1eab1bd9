"use client";

import Link from "next/link";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Elapsed, TimeInZone } from "@/components/patterns/time-in-zone";
import { messages } from "@/components/train/messages";
import { CAR_WORDS, RING_WORDS } from "@/components/train/words";
import { Glyph, State } from "@/components/ui/glyph";
import { Tag } from "@/components/ui/tag";
import { durationText } from "@/lib/client/time-text";
import type { Train, TrainCar, TrainRing } from "@/lib/contracts/api/resources/train";

const text = messages.page;

const COLUMNS: readonly Column<TrainCar>[] = [
  {
    id: "environment",
    header: "Environment",
    phone: "full",
    cell: ({ tenant, environment, sentence }) => (
      <>
        <span className="nb">{tenant.name}</span> ·{" "}
        <Link className="lead-link" href={`/environments/${environment.id}`} data-row>
          {environment.name}
        </Link>
        {sentence === "" ? null : <div className="t2">{sentence}</div>}
      </>
    ),
  },
  {
    id: "state",
    header: "State",
    className: "nb",
    cell: ({ state }) => <State tone={CAR_WORDS[state].tone}>{CAR_WORDS[state].word}</State>,
  },
  {
    id: "release",
    header: "Runs now",
    className: "nb",
    cell: ({ release, runsRelease }) => (
      <>
        {release?.name ?? text.runsNothing} {runsRelease ? <Tag tone="good">new</Tag> : null}
      </>
    ),
  },
  {
    id: "work",
    header: "Change, operation",
    cell: ({ change, operation }) => (
      <>
        {change === null ? "–" : <Link href={`/changes/${change.id}`}>{change.number}</Link>}
        {operation === null ? null : (
          <>
            {" "}
            <Link className="mono nb" href={`/operations/${operation.id}`}>
              {operation.shortId}
            </Link>
          </>
        )}
      </>
    ),
  },
  {
    id: "elapsed",
    header: "Took",
    className: "nb",
    number: true,
    cell: ({ startedAt, finishedAt }) =>
      startedAt === null ? "–" : <Elapsed from={startedAt} to={finishedAt} />,
  },
];

/** The rings in order, each a lane with its environments. */
export function RingLanes({ train }: { train: Train }) {
  return (
    <ol className="lanes">
      {train.rings.map((ring) => (
        <li key={ring.id} className={`lane ${ring.state}`}>
          <header>
            <Glyph tone={RING_WORDS[ring.state].tone} />
            <h3>{ring.name}</h3>
            <span className="sub small">
              {RING_WORDS[ring.state].word} · {progressOf(ring)} · <Bake ring={ring} zone={train.timeZone} />
            </span>
          </header>
          {ring.cars.length === 0 ? null : (
            <DataTable caption={ring.name} columns={COLUMNS} rows={ring.cars} rowKey={(car) => car.id} />
          )}
          {ring.hidden === 0 ? null : <p className="sub small">{text.hidden(ring.hidden)}</p>}
        </li>
      ))}
    </ol>
  );
}

function progressOf({ cars }: TrainRing): string {
  const arrived = cars.filter(({ state }) => state === "arrived").length;
  return `${arrived} of ${cars.length} arrived`;
}

function Bake({ ring, zone }: { ring: TrainRing; zone: string }) {
  if (ring.state === "baking" && ring.bakedAt !== null) {
    return (
      <>
        bakes until <TimeInZone at={ring.bakedAt} zone={zone} form="clock-second" />
      </>
    );
  }
  return <>{ring.bakeSeconds === 0 ? "no bake time" : `bakes ${durationText(ring.bakeSeconds * 1_000)}`}</>;
}
