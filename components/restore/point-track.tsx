"use client";

import { type KeyboardEvent, useRef } from "react";
import type { TrackFacts } from "@/components/restore/track-facts";
import { TrackLegend } from "@/components/restore/track-legend";
import {
  type Axis,
  axisOf,
  labelled,
  neighbour,
  percentOf,
  ticksOf,
} from "@/components/restore/track-places";
import { TrackTable } from "@/components/restore/track-table";
import { proofWord } from "@/components/restore/words";
import { momentText } from "@/lib/client/time-text";
import type { RestorePoint } from "@/lib/contracts/api/resources/restore";

type PointTrackProps = {
  facts: TrackFacts;
  /** The chosen backup; null where none is. */
  chosenId: string | null;
  /** A chosen second between backups, shown as a line. */
  chosenAt?: string | null;
  onChoose: (point: RestorePoint) => void;
};

const TICKS = 5;
/** Ticks of a shorter time would read alike without their seconds. */
const SHORT_MS = 10 * 60_000;

const left = (axis: Axis, at: string | number) => ({ left: `${percentOf(axis, at)}%` });

/** Releases, restores, backups and what the write-ahead log covers, on one time axis. The table beneath says the same. */
export function PointTrack({ facts, chosenId, chosenAt = null, onChoose }: PointTrackProps) {
  const { points, releases, restores, incidents, recoverable, now, source } = facts;
  const moments = [
    ...points.map(({ takenAt }) => takenAt),
    ...(recoverable === null ? [] : [recoverable.from]),
  ];
  const axis = axisOf(moments, now);
  const form = axis.until - axis.from < SHORT_MS ? "clock-second" : "minute";
  const said = (at: string) => {
    const shown = momentText(Date.parse(at), source.timeZone, "minute");
    return `${shown.text} ${shown.zone}`;
  };
  return (
    <div className="restore-track">
      {releases.length === 0 ? null : (
        <Marks
          axis={axis}
          name="Releases"
          said={said}
          marks={releases.map(({ name, at }) => ({ name, at }))}
        />
      )}
      {restores.length === 0 ? null : (
        <Marks
          axis={axis}
          name="Restores"
          said={said}
          marks={restores.map(({ number, at, undone }) => ({
            at,
            name: undone ? `${number}, undone` : number,
          }))}
        />
      )}
      {incidents.length === 0 ? null : <Incidents axis={axis} incidents={incidents} said={said} />}
      <Backups axis={axis} points={points} chosenId={chosenId} said={said} onChoose={onChoose} />
      {recoverable === null ? null : (
        <>
          <span className="sub">Any second</span>
          <div className="restore-lane" aria-hidden="true">
            <span
              className="any-second"
              style={{
                ...left(axis, recoverable.from),
                width: `${percentOf(axis, recoverable.until) - percentOf(axis, recoverable.from)}%`,
              }}
            />
            {chosenAt === null ? null : <span className="second" style={left(axis, chosenAt)} />}
          </div>
        </>
      )}
      <span />
      <div className="axis sub" aria-hidden="true" suppressHydrationWarning>
        {ticksOf(axis, TICKS).map((moment) => (
          <span key={moment}>{momentText(moment, source.timeZone, form).text}</span>
        ))}
      </div>
      <span />
      <TrackLegend seconds={recoverable !== null} />
      <span />
      <TrackTable facts={facts} />
    </div>
  );
}

type Mark = { name: string; at: string };
type MarksProps = { axis: Axis; name: string; marks: readonly Mark[]; said: (at: string) => string };

function Marks({ axis, name, marks, said }: MarksProps) {
  const named = labelled(axis, marks);
  return (
    <>
      <span className="sub">{name}</span>
      <div className="restore-lane" aria-hidden="true">
        {marks.map((mark) => {
          const side = percentOf(axis, mark.at) > 80 ? "mark before" : "mark";
          return (
            <span
              key={`${mark.at}${mark.name}`}
              className={side}
              style={left(axis, mark.at)}
              title={`${mark.name}, ${said(mark.at)}`}
            >
              {named.has(mark) ? mark.name : ""}
            </span>
          );
        })}
      </div>
    </>
  );
}

type IncidentsProps = {
  axis: Axis;
  incidents: TrackFacts["incidents"];
  said: (at: string) => string;
};

/** From when to when something hurt: data from within may hold the damage. */
function Incidents({ axis, incidents, said }: IncidentsProps) {
  const named = labelled(axis, incidents);
  return (
    <>
      <span className="sub">Incidents</span>
      <div className="restore-lane" aria-hidden="true">
        {incidents.map((incident) => {
          const { id, number, title, at, until } = incident;
          const from = percentOf(axis, at);
          const width = (until === null ? 100 : percentOf(axis, until)) - from;
          const words = `${number}, ${title}: ${said(at)} to ${until === null ? "now" : said(until)}`;
          return (
            <span
              key={id}
              className={from > 80 ? "hurt before" : "hurt"}
              style={{ left: `${from}%`, width: `${width}%` }}
              title={words}
            >
              <span>{named.has(incident) ? number : ""}</span>
            </span>
          );
        })}
      </div>
    </>
  );
}

type BackupsProps = Pick<PointTrackProps, "chosenId" | "onChoose"> & {
  axis: Axis;
  points: readonly RestorePoint[];
  said: (at: string) => string;
};

const shapeOf = ({ damaged, proof }: RestorePoint): string =>
  damaged ? "dot damaged" : proof === "proven" ? "dot proven" : "dot";

/** One stop for the tab key; arrow keys lead from backup to backup, oldest first. */
function Backups({ axis, points, chosenId, said, onChoose }: BackupsProps) {
  const lane = useRef<HTMLDivElement>(null);
  const inTime = points.toReversed();
  const current = Math.max(
    0,
    inTime.findIndex(({ id }) => id === chosenId),
  );
  const step = (event: KeyboardEvent) => {
    const next = neighbour(event.key, current, inTime.length);
    const point = next === null ? undefined : inTime[next];
    if (next === null || point === undefined) return;
    event.preventDefault();
    onChoose(point);
    lane.current?.querySelectorAll("button")[next]?.focus();
  };
  return (
    <>
      <span className="sub">Backups</span>
      <div
        className="restore-lane"
        role="radiogroup"
        aria-label="Backups by time"
        ref={lane}
        onKeyDown={step}
      >
        {inTime.map((point, index) => (
          // biome-ignore lint/a11y/useSemanticElements: a point on an axis is placed and drawn as no input can be.
          <button
            key={point.id}
            type="button"
            role="radio"
            className={shapeOf(point)}
            style={left(axis, point.takenAt)}
            aria-checked={point.id === chosenId}
            tabIndex={index === current ? 0 : -1}
            aria-label={`${said(point.takenAt)}, ${proofWord(point)}`}
            title={`${said(point.takenAt)}, ${proofWord(point)}`}
            onClick={() => onChoose(point)}
          />
        ))}
      </div>
    </>
  );
}
