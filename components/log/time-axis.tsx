import Link from "next/link";
import { messages, operationTitle } from "@/components/log/words";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { momentText } from "@/lib/client/time-text";
import type { LogPage } from "@/lib/contracts/api/resources/log";

const COLUMNS = 60;
const HEIGHT = 56;
const MOST_LANES = 4;
const TICKS = [0, 0.25, 0.5, 0.75, 1];

/** Lines by time, with what Holdfast operated there on the same axis; the operations are named beneath. */
export function TimeAxis({ page, zone }: { page: LogPage; zone: string }) {
  const { buckets, operations } = page;
  const [from, to] = [Date.parse(page.from), Date.parse(page.to)];
  const shareOf = (at: string) => Math.max(0, Math.min(1, (Date.parse(at) - from) / (to - from)));
  const top = Math.max(1, ...buckets.map(({ lines }) => lines));
  const warnings = buckets.reduce((sum, bucket) => sum + bucket.warnings, 0);
  const errors = buckets.reduce((sum, bucket) => sum + bucket.errors, 0);
  const label = `${messages.axis}: ${messages.axisMeta(warnings, errors)}, at most ${top} lines in a column`;
  const unread = shareOf(page.readFrom) * 100;
  return (
    <Section title={messages.axis} meta={messages.axisMeta(warnings, errors)}>
      <div className="log-axis">
        <svg viewBox={`0 0 ${COLUMNS} ${HEIGHT}`} role="img" aria-label={label} preserveAspectRatio="none">
          <title>{label}</title>
          {buckets.map((bucket, index) => (
            <Column key={bucket.at} bucket={bucket} x={index} top={top} />
          ))}
        </svg>
        {unread < 2 ? null : (
          <div className="unread" style={{ width: `${unread}%` }}>
            {unread < 20 ? null : messages.unread}
          </div>
        )}
        {operations.slice(-MOST_LANES).map((operation) => {
          const start = shareOf(operation.startedAt);
          const end = operation.finishedAt === null ? 1 : shareOf(operation.finishedAt);
          const place = { left: `${start * 100}%`, width: `max(3px, ${(end - start) * 100}%)` };
          return (
            <div className="lane" key={operation.id} aria-hidden="true">
              <i style={place} title={operationTitle(operation)} />
            </div>
          );
        })}
        <div className="ticks">
          {TICKS.map((share) => (
            <span key={share}>{momentText(from + share * (to - from), zone, "clock").text}</span>
          ))}
        </div>
      </div>
      {operations.length === 0 ? null : <Operations page={page} zone={zone} />}
    </Section>
  );
}

type ColumnProps = { bucket: LogPage["buckets"][number]; x: number; top: number };

/** One sixtieth of the window: errors at the foot, then warnings, then the rest. */
function Column({ bucket: { lines, warnings, errors }, x, top }: ColumnProps) {
  const scale = (count: number) => (count / top) * (HEIGHT - 4);
  const [bad, warn, rest] = [scale(errors), scale(warnings), scale(lines - warnings - errors)];
  return (
    <>
      <rect x={x} y={HEIGHT - bad} width={0.9} height={bad} className="bad" />
      <rect x={x} y={HEIGHT - bad - warn} width={0.9} height={warn} className="warn" />
      <rect x={x} y={HEIGHT - bad - warn - rest} width={0.9} height={rest} />
    </>
  );
}

function Operations({ page: { operations }, zone }: { page: LogPage; zone: string }) {
  return (
    <ul className="inline-list" aria-label={messages.operations}>
      {operations.map((operation) => (
        <li key={operation.id}>
          <Link href={`/operations/${operation.id}`}>{operationTitle(operation)}</Link>{" "}
          <span className="sub">
            <TimeInZone at={operation.startedAt} zone={zone} form="clock" />
            {operation.finishedAt === null ? (
              `, ${messages.running}`
            ) : (
              <>
                {" to "}
                <TimeInZone at={operation.finishedAt} zone={zone} form="clock" />
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
