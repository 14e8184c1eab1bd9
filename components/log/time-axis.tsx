import Link from "next/link";
import { messages, operationTitle } from "@/components/log/words";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { momentText } from "@/lib/client/time-text";
import type { LogPage } from "@/lib/contracts/api/resources/log";

const WIDTH = 960;
const BARS = 56;
const LANE = 18;
const MOST_LANES = 4;

/** Lines by time, with what Holdfast operated there on the same axis; said in words beneath. */
export function TimeAxis({ page, zone }: { page: LogPage; zone: string }) {
  const { buckets, operations } = page;
  const [from, to] = [Date.parse(page.from), Date.parse(page.to)];
  const x = (at: number) => Math.max(0, Math.min(WIDTH, ((at - from) / (to - from)) * WIDTH));
  const shown = operations.slice(-MOST_LANES);
  const top = Math.max(1, ...buckets.map(({ lines }) => lines));
  const warnings = buckets.reduce((sum, bucket) => sum + bucket.warnings, 0);
  const errors = buckets.reduce((sum, bucket) => sum + bucket.errors, 0);
  const height = BARS + 20 + shown.length * LANE;
  const label = `${messages.axis}: ${messages.axisMeta(warnings, errors)}, at most ${top} lines in a column`;
  return (
    <Section title={messages.axis} meta={messages.axisMeta(warnings, errors)}>
      <svg className="log-axis" viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={label}>
        <title>{label}</title>
        {buckets.map((bucket) => (
          <Column key={bucket.at} bucket={bucket} x={x(Date.parse(bucket.at))} top={top} />
        ))}
        <line x1="0" x2={WIDTH} y1={BARS} y2={BARS} />
        {[0, 0.25, 0.5, 0.75, 1].map((share) => (
          <text key={share} x={share * WIDTH} y={BARS + 14} textAnchor={anchorAt(share)}>
            {momentText(from + share * (to - from), zone, "clock").text}
          </text>
        ))}
        {shown.map((operation, lane) => {
          const start = x(Date.parse(operation.startedAt));
          const end = operation.finishedAt === null ? WIDTH : x(Date.parse(operation.finishedAt));
          const y = BARS + 20 + lane * LANE;
          const late = start > WIDTH * 0.6;
          return (
            <g key={operation.id} className="operation">
              <rect x={start} y={y + 4} width={Math.max(3, end - start)} height={LANE - 8} rx="2" />
              <text x={late ? start - 6 : end + 6} y={y + 13} textAnchor={late ? "end" : "start"}>
                {end - start > WIDTH * 0.5 ? "" : operationTitle(operation)}
              </text>
            </g>
          );
        })}
      </svg>
      {operations.length === 0 ? null : <Operations page={page} zone={zone} />}
    </Section>
  );
}

const anchorAt = (share: number) => (share === 0 ? "start" : share === 1 ? "end" : "middle");

type ColumnProps = { bucket: LogPage["buckets"][number]; x: number; top: number };

/** One sixtieth of the window: errors at the foot, then warnings, then the rest. */
function Column({ bucket: { lines, warnings, errors }, x, top }: ColumnProps) {
  const width = WIDTH / 60 - 1;
  const scale = (count: number) => (count / top) * (BARS - 4);
  const [bad, warn, rest] = [scale(errors), scale(warnings), scale(lines - warnings - errors)];
  return (
    <>
      <rect x={x} y={BARS - bad} width={width} height={bad} className="bad" />
      <rect x={x} y={BARS - bad - warn} width={width} height={warn} className="warn" />
      <rect x={x} y={BARS - bad - warn - rest} width={width} height={rest} />
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
            <TimeInZone at={operation.startedAt} zone={zone} form="clock" /> to{" "}
            {operation.finishedAt === null ? (
              messages.running
            ) : (
              <TimeInZone at={operation.finishedAt} zone={zone} form="clock" />
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
