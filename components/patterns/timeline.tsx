import { TimeInZone } from "@/components/patterns/time-in-zone";

type TimelineProps = { entries: readonly { at: string; text: string }[]; zone: string };

/** What happened, newest first as given: time left, words right. */
export function Timeline({ entries, zone }: TimelineProps) {
  return (
    <ol className="timeline" style={{ paddingTop: 6 }}>
      {entries.map((entry) => (
        <li key={`${entry.at} ${entry.text}`}>
          <span className="when">
            <TimeInZone at={entry.at} zone={zone} />
          </span>
          <span>{entry.text}</span>
        </li>
      ))}
    </ol>
  );
}
