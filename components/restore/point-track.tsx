"use client";

import { proofWord } from "@/components/restore/words";
import { momentText } from "@/lib/client/time-text";
import type { RestoreOptions, RestorePoint } from "@/lib/contracts/api/resources/restore";

type PointTrackProps = {
  options: RestoreOptions;
  chosenId: string | null;
  onChoose: (point: RestorePoint) => void;
};

/** Backups and releases on one time axis: filled when restore-tested. */
export function PointTrack({ options, chosenId, onChoose }: PointTrackProps) {
  const { points, releases, now, source } = options;
  const end = Date.parse(now);
  const first = points.at(-1);
  const begin = first === undefined ? end : Date.parse(first.takenAt);
  const span = Math.max(60_000, end - begin);
  const place = (at: string) => `${Math.min(100, Math.max(0, ((Date.parse(at) - begin) / span) * 100))}%`;
  const said = (at: string) => {
    const shown = momentText(Date.parse(at), source.timeZone, "minute");
    return `${shown.text} ${shown.zone}`;
  };
  return (
    <div className="restore-track">
      <span className="sub">Releases</span>
      <div className="restore-lane" aria-hidden="true">
        {releases.slice(0, 12).map((release) => (
          <span
            key={release.at}
            className="mark"
            style={{ left: place(release.at) }}
            title={said(release.at)}
          >
            {release.name}
          </span>
        ))}
      </div>
      <span className="sub">Backups</span>
      <div className="restore-lane">
        {points.map((point) => (
          <button
            key={point.id}
            type="button"
            className={point.proof === "proven" ? "dot proven" : "dot"}
            style={{ left: place(point.takenAt) }}
            aria-pressed={point.id === chosenId}
            aria-label={`${said(point.takenAt)}, ${proofWord(point)}`}
            title={`${said(point.takenAt)}, ${proofWord(point)}`}
            onClick={() => onChoose(point)}
          />
        ))}
      </div>
      <span />
      <div className="axis sub" suppressHydrationWarning>
        <span>{first === undefined ? "" : said(first.takenAt)}</span>
        <span>now</span>
      </div>
    </div>
  );
}
