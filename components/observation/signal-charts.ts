import { TRACK_WORDS } from "@/components/observation/messages";
import type { ChartSpec } from "@/components/patterns/chart/chart-data";
import type { OperationSignals } from "@/lib/contracts/api/resources/observation";
import { SIGNALS, type SignalName, type SignalUnit, signalText } from "@/lib/domain/health/signal";

const UNIT_WORDS: Record<SignalUnit, string> = {
  ratio: "%",
  seconds: "seconds",
  per_second: "a second",
  count: "number",
  bytes: "bytes",
};

const MEGABYTE = 1024 * 1024;

/** What a round number of bytes is round in follows from how many there are. */
const baseOf = (unit: SignalUnit, highest: number): number =>
  unit !== "bytes" ? 1 : highest >= 1_000 * MEGABYTE ? 1_024 * MEGABYTE : MEGABYTE;

/** One chart for each signal that was asked for, in the order of the answer; the canary's line beside the others'. */
export function signalCharts(signals: OperationSignals, zone: string): readonly ChartSpec[] {
  const names = [...new Set(signals.courses.map(({ signal }) => signal))];
  return names.map((name) => chartOf(name, signals, zone));
}

function chartOf(name: SignalName, signals: OperationSignals, zone: string): ChartSpec {
  const courses = signals.courses.filter(({ signal }) => signal === name);
  const compared = signals.comparisons.find(({ signal }) => signal === name);
  const { title, unit } = SIGNALS[name];
  const values = courses.flatMap(({ points }) => points.map(({ value }) => value ?? 0));
  return {
    title,
    unit: UNIT_WORDS[unit],
    from: signals.from,
    to: signals.to,
    zone,
    base: baseOf(unit, Math.max(0, ...values, compared?.triggerAt ?? 0)),
    lines: courses.map(({ track, points }) => ({
      key: track,
      label: TRACK_WORDS[track],
      look: track === "stable" ? "beside" : "main",
      points,
    })),
    limits:
      compared === undefined
        ? []
        : [
            {
              value: compared.warningAt,
              label: `warning ${signalText(name, compared.warningAt)}`,
              tone: "warn",
            },
            {
              value: compared.triggerAt,
              label: `goes back ${signalText(name, compared.triggerAt)}`,
              tone: "trig",
            },
          ],
    markers: signals.markers,
    write: (value) => signalText(name, value),
  };
}
