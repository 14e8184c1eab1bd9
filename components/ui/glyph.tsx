import type { ReactNode } from "react";

/** What a mark says. Shape and word carry it; colour comes third. */
export type Tone = "good" | "warn" | "bad" | "unknown" | "parked" | "running" | "wait";

const MARK: Record<Tone, { symbol: string; colour: string; words: string }> = {
  good: { symbol: "s-good", colour: "s-good", words: "good" },
  warn: { symbol: "s-warn", colour: "s-warn", words: "warn" },
  bad: { symbol: "s-bad", colour: "s-bad", words: "bad" },
  unknown: { symbol: "s-idle", colour: "s-idle", words: "idle" },
  parked: { symbol: "s-park", colour: "s-idle", words: "idle" },
  running: { symbol: "s-run", colour: "s-run", words: "run" },
  wait: { symbol: "s-wait", colour: "s-wait", words: "wait" },
};

/** A mark alone: decorative unless `label` gives it a name for screen readers. */
export function Glyph({ tone, label, small = false }: { tone: Tone; label?: string; small?: boolean }) {
  const mark = MARK[tone];
  const className = `st ${mark.colour}${small ? " st-14" : ""}`;
  if (label === undefined) {
    return (
      <svg className={className} viewBox="0 0 16 16" aria-hidden="true">
        <use href={`#${mark.symbol}`} />
      </svg>
    );
  }
  return (
    <svg className={className} viewBox="0 0 16 16" role="img" aria-label={label}>
      <use href={`#${mark.symbol}`} />
    </svg>
  );
}

/** A mark with its word. */
export function State({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={`state ${MARK[tone].words}`}>
      <Glyph tone={tone} />
      {children}
    </span>
  );
}

/** The class a status cell or a notice takes for a tone; empty for the quiet ones. */
export function toneClass(tone: Tone): string {
  return tone === "good" || tone === "wait" ? "" : MARK[tone].words;
}
