import Link from "next/link";
import { Glyph, type Tone } from "@/components/ui/glyph";
import { Kbd } from "@/components/ui/kbd";

export type ListedGate = {
  id: string;
  title: string;
  verdict: "pass" | "warn" | "waived" | "owed" | "fail";
  fact: string;
  remedy: string | null;
  mend?: { action: keyof typeof MENDS; id: string } | undefined;
};

/** Where a remedy is done, and how the way there is called. */
const MENDS = {
  start_drill: { label: "Start the drill", path: (id: string) => `/environments/${id}#drills` },
  watch_drill: { label: "Watch the drill", path: (id: string) => `/drills/${id}` },
  set_objectives: { label: "See its objectives", path: (id: string) => `/environments/${id}#objectives` },
  settle_debt: { label: "Go there", path: (id: string) => `/changes/${id}` },
} as const;

const TONES: Record<ListedGate["verdict"], { tone: Tone; word: string; rank: number }> = {
  fail: { tone: "bad", word: "fails", rank: 0 },
  owed: { tone: "warn", word: "is owed", rank: 1 },
  waived: { tone: "warn", word: "is waived", rank: 2 },
  warn: { tone: "warn", word: "warns", rank: 3 },
  pass: { tone: "good", word: "passes", rank: 4 },
};

/** Fewer passing gates than this are shown as they are. */
const FOLDED_FROM = 3;

/**
 * Gates as a checklist, failing first; a failing gate carries its remedy. What passes is folded into one line, which a
 * click or its key opens.
 */
export function GateList({ gates }: { gates: readonly ListedGate[] }) {
  const ordered = [...gates].sort((one, other) => TONES[one.verdict].rank - TONES[other.verdict].rank);
  const passing = ordered.filter(({ verdict }) => verdict === "pass");
  const folded = passing.length >= FOLDED_FROM;
  const open = folded ? ordered.filter(({ verdict }) => verdict !== "pass") : ordered;
  return (
    <>
      {open.length === 0 ? null : <Gates gates={open} />}
      {folded ? (
        <details className="folded">
          <summary data-key="p">
            <Glyph tone="good" />
            <span>
              {open.length === 0 ? `All ${passing.length} gates pass` : `${passing.length} gates pass`}
            </span>
            <Kbd>p</Kbd>
          </summary>
          <Gates gates={passing} />
        </details>
      ) : null}
    </>
  );
}

const Gates = ({ gates }: { gates: readonly ListedGate[] }) => (
  <ol className="gate-list">
    {gates.map((gate) => (
      <li key={gate.id} id={`gate-${gate.id}`} className={gate.verdict === "fail" ? "fails" : undefined}>
        <Glyph tone={TONES[gate.verdict].tone} label={TONES[gate.verdict].word} />
        <span className="g">{gate.title}</span>
        <span className={gate.verdict === "fail" ? "fact strong" : "fact"}>{gate.fact}</span>
        {gate.remedy === null ? null : <Mend gate={gate} />}
      </li>
    ))}
  </ol>
);

function Mend({ gate: { remedy, mend } }: { gate: ListedGate }) {
  return (
    <div className="mend">
      {remedy} {mend ? <Link href={MENDS[mend.action].path(mend.id)}>{MENDS[mend.action].label}</Link> : null}
    </div>
  );
}
