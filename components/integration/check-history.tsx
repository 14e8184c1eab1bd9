import { STATE_WORDS } from "@/components/health/words";
import { messages } from "@/components/integration/words";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { State, toneClass } from "@/components/ui/glyph";
import type { Integration } from "@/lib/contracts/api/resources/integration";

type Reading = Integration["readings"][number];

const text = messages.one;
const WIDTH = 800;
const HEIGHT = 48;
const LISTED = 12;

const columns = (zone: string): readonly Column<Reading>[] => [
  {
    id: "outcome",
    header: "How it was",
    className: "nb",
    phone: "full",
    cell: ({ outcome }) => <State tone={STATE_WORDS[outcome].tone}>{STATE_WORDS[outcome].word}</State>,
  },
  { id: "detail", header: "What was seen", phone: "full", cell: ({ detail }) => detail },
  {
    id: "took",
    header: "Took",
    number: true,
    className: "nb",
    cell: ({ milliseconds }) => (milliseconds === null ? "–" : `${milliseconds} ms`),
  },
  {
    id: "at",
    header: "When",
    className: "nb",
    cell: ({ at }) => <TimeInZone at={at} zone={zone} form="clock-second" />,
  },
];

/** The last checks: a bar for each, as high as it took, then the newest in words. */
export function CheckHistory({ readings, zone }: { readings: readonly Reading[]; zone: string }) {
  const newest = readings.toReversed().slice(0, LISTED);
  return (
    <Section title={text.history} meta={readings.length === 0 ? undefined : `the last ${readings.length}`}>
      {readings.length === 0 ? (
        <p className="prose">{text.historyNone}</p>
      ) : (
        <>
          <Bars readings={readings} />
          <DataTable caption={text.history} columns={columns(zone)} rows={newest} rowKey={({ at }) => at} />
        </>
      )}
    </Section>
  );
}

function Bars({ readings }: { readings: readonly Reading[] }) {
  const step = Math.min(16, WIDTH / readings.length);
  const top = Math.max(1, ...readings.map(({ milliseconds }) => milliseconds ?? 0));
  const failed = readings.filter(({ outcome }) => outcome === "bad").length;
  const label = `${readings.length} checks, ${failed} failed; the longest took ${top} ms`;
  return (
    <svg
      className="check-bars"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={label}
      preserveAspectRatio="none"
    >
      <title>{label}</title>
      {readings.map(({ at, outcome, milliseconds }, index) => {
        // What never answered has no length of its own: it stands at full height.
        const height = milliseconds === null ? HEIGHT : Math.max(4, (milliseconds / top) * HEIGHT);
        return (
          <rect
            key={at}
            className={toneClass(STATE_WORDS[outcome].tone)}
            x={index * step}
            y={HEIGHT - height}
            width={Math.max(1, step - 1)}
            height={height}
          />
        );
      })}
    </svg>
  );
}
