import { State, type Tone } from "@/components/ui/glyph";
import type { EvidenceLine } from "@/lib/contracts/api/resources/evidence";
import { EVIDENCE_NAMES } from "@/lib/domain/evidence/kind";

const TONES: Record<EvidenceLine["state"], Tone> = {
  pass: "good",
  warn: "warn",
  fail: "bad",
  missing: "bad",
  expired: "bad",
};

/** Kinds of evidence with what is there and why it is asked for. */
export function EvidenceLines({ lines }: { lines: readonly EvidenceLine[] }) {
  return (
    <ul className="fact-lines">
      {lines.map((line) => (
        <li key={line.kind}>
          <State tone={line.asked || line.state !== "missing" ? TONES[line.state] : "unknown"}>
            {EVIDENCE_NAMES[line.kind]}
          </State>
          <span className="t2">
            {line.sentence} <span className="sub">{line.because}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
