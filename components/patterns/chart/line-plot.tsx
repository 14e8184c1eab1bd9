"use client";

import { useId } from "react";
import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import {
  type ChartLine,
  type ChartSpec,
  gapsOf,
  highestOf,
  LONG_CHART_MS,
  namesCollide,
  newestOf,
  rowsOf,
  SHORT_CHART_MS,
  timeTicks,
  valueTicks,
} from "@/components/patterns/chart/chart-data";
import { type MomentStyle, momentText } from "@/lib/client/time-text";

const HEIGHT = 172;
/** Room above the plot for the names of markers, in two rows. */
const MARKER_ROOM = 30;
const ROW_HEIGHT = 13;
const AXIS = { axisLine: { stroke: "var(--line-strong)" }, tickLine: false } as const;

const TOOLTIP = {
  padding: "6px 8px",
  border: "1px solid var(--line-strong)",
  borderRadius: 4,
  background: "var(--surface)",
} as const;

/** The drawn part of a chart. Loaded only where a chart is shown: its library is heavier than a page. */
export function LinePlot({ spec }: { spec: ChartSpec }) {
  const hatch = useId();
  const rows = rowsOf(spec.lines);
  const [from, to] = [Date.parse(spec.from), Date.parse(spec.to)];
  const ticks = valueTicks(highestOf(spec), spec.base, spec.whole === true ? 1 : 0);
  const top = ticks.at(-1) ?? 1;
  const collide = namesCollide(spec.limits, top);
  const form = formFor(to - from);
  const clock = (at: number) => momentText(at, spec.zone, form).text;
  return (
    <div className="plot-box" role="img" aria-label={summaryOf(spec)}>
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <LineChart
          data={[...rows]}
          margin={{ top: MARKER_ROOM, right: 8, bottom: 0, left: 0 }}
          accessibilityLayer={false}
        >
          <defs>
            <pattern
              id={hatch}
              width="6"
              height="6"
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(45)"
            >
              <line x1="0" y1="0" x2="0" y2="6" stroke="var(--line-strong)" />
            </pattern>
          </defs>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            {...AXIS}
            dataKey="at"
            type="number"
            scale="time"
            domain={[from, to]}
            ticks={[...timeTicks(from, to)]}
            tickFormatter={clock}
            height={20}
          />
          <YAxis
            {...AXIS}
            axisLine={false}
            domain={[0, top]}
            ticks={[...ticks]}
            tickFormatter={spec.write}
            width={56}
            interval={0}
          />
          {gapsOf(rows, spec.lines).map((gap) => (
            <ReferenceArea key={gap.from} x1={gap.from} x2={gap.to} fill={`url(#${hatch})`} fillOpacity={1} />
          ))}
          {spec.limits.map(({ value, label, tone }) => (
            <ReferenceLine
              key={tone}
              y={value}
              className={`lim ${tone}`}
              stroke={`var(--${tone === "warn" ? "warn" : "bad"})`}
              strokeDasharray="4 3"
              label={{
                value: label,
                position: "insideBottomLeft",
                dy: collide && tone === "trig" ? -ROW_HEIGHT : 0,
                className: `lim ${tone}`,
              }}
            />
          ))}
          {spec.markers.map(({ at, label }, index) => (
            <ReferenceLine
              key={`${at} ${label}`}
              x={Date.parse(at)}
              stroke="var(--text-2)"
              label={{
                value: label,
                position: sideOf(Date.parse(at), from, to),
                className: "mark",
                dy: -ROW_HEIGHT * (1 + (index % 2)) - 4,
              }}
            />
          ))}
          {spec.lines.map((line) => (
            <Line key={line.key} {...lineLook(line)} dot={(dot) => lonely(dot, rows, line)} />
          ))}
          <Tooltip
            isAnimationActive={false}
            contentStyle={TOOLTIP}
            itemStyle={{ color: "var(--text)", padding: 0 }}
            labelFormatter={(at) =>
              momentText(Number(at), spec.zone, form === "date" ? "minute" : "clock-second").text
            }
            formatter={(value) => (typeof value === "number" ? spec.write(value) : "")}
          />
        </LineChart>
      </ResponsiveContainer>
    </div>
  );
}

const sideOf = (at: number, from: number, to: number) =>
  at - from > (to - from) * 0.6 ? "insideTopRight" : "insideTopLeft";

const lineLook = ({ key, label, look }: ChartLine) =>
  ({
    dataKey: key,
    name: label,
    type: "linear",
    connectNulls: false,
    isAnimationActive: false,
    stroke: look === "main" ? "var(--accent)" : "var(--text-3)",
    strokeWidth: look === "main" ? 1.75 : 1.25,
    ...(look === "main" ? {} : { strokeDasharray: "3 3" }),
  }) as const;

type Dot = { index: number; cx?: number | undefined; cy?: number | undefined };

/** A value between two gaps has no line to either side: it is drawn as a point. */
function lonely({ index, cx, cy }: Dot, rows: ReturnType<typeof rowsOf>, { key, look }: ChartLine) {
  const alone = typeof rows[index - 1]?.[key] !== "number" && typeof rows[index + 1]?.[key] !== "number";
  const fill = look === "main" ? "var(--accent)" : "var(--text-3)";
  return alone && typeof cy === "number" ? (
    <circle key={index} cx={cx} cy={cy} r={2} fill={fill} />
  ) : (
    <g key={index} />
  );
}

/** What the graph says to those who do not see it. */
function summaryOf({ title, lines, limits, markers, write, zone }: ChartSpec): string {
  const now = lines.map((line) => {
    const newest = newestOf(line);
    return `${line.label}: ${newest === null ? "not measured" : write(newest)}`;
  });
  const marks = markers.map(
    ({ at, label }) => `${label} at ${momentText(Date.parse(at), zone, "clock").text}`,
  );
  return [title, ...now, ...limits.map(({ label }) => label), ...marks].join(". ");
}

const formFor = (length: number): MomentStyle =>
  length < SHORT_CHART_MS ? "clock-second" : length > LONG_CHART_MS ? "date" : "clock";
