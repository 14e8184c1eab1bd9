import Link from "next/link";
import { messages } from "@/components/objective/messages";
import { spanText } from "@/components/objective/spans";
import { Glyph } from "@/components/ui/glyph";
import type { DrillMeasure, RecoveryProof } from "@/lib/contracts/api/resources/objective";

/** Where the promise stands on the bar, in percent: beyond it there is room to see by how much it is missed. */
const PROMISE_AT = 75;
/** From this share of the promise on it is close. */
const NEAR = 0.8;

type MeasureProps = { seconds: number | null; promised: number | null; stale: boolean; notYet: string };

/** What was measured, as a bar against what was promised. */
export function Measure({ seconds, promised, stale, notYet }: MeasureProps) {
  const of = promised === null ? null : <span className="small sub nb of">of {spanText(promised)}</span>;
  if (seconds === null) {
    return (
      <div className="measured">
        <span className="sub nb">{notYet}</span>
        {of}
      </div>
    );
  }
  const share = promised === null ? null : seconds / promised;
  const missed = share !== null && share > 1;
  const look = stale ? "old" : missed ? "miss" : share !== null && share > NEAR ? "near" : undefined;
  return (
    <>
      <div className="measured">
        {missed ? <Glyph tone="bad" small label="missed" /> : null}
        <span className={missed ? "nb state bad" : "nb"}>{spanText(seconds)}</span>
        {of}
      </div>
      {share === null ? null : (
        <div className="meter" aria-hidden="true">
          <i className={look} style={{ width: `${Math.min(100, share * PROMISE_AT)}%` }} />
          <u />
        </div>
      )}
    </>
  );
}

/** The RPO as the newest drill measured it whose loss nobody chose; named where that is not the last one. */
export function RpoMeasure({ proof, stale }: { proof: RecoveryProof; stale: boolean }) {
  const { rpoDrill, objective, drills } = proof;
  const [last] = drills;
  const { rpoBy, notYet } = messages.board;
  return (
    <>
      <Measure
        seconds={rpoDrill?.rpoSeconds ?? null}
        promised={objective?.rpoSeconds ?? null}
        stale={stale}
        notYet={notYet}
      />
      {rpoDrill === null || rpoDrill.id === last?.id ? null : (
        <div className="t2 small">
          {rpoBy}{" "}
          <Link className="underlined" href={`/drills/${rpoDrill.id}`}>
            {rpoDrill.number}
          </Link>
        </div>
      )}
    </>
  );
}

const WIDTH = 88;
const HEIGHT = 20;

/** The recovery times of the last drills, oldest first, against the promise; said in words to those who do not see it. */
export function Trend({ drills, promised }: { drills: readonly DrillMeasure[]; promised: number | null }) {
  const points = drills
    .flatMap(({ rtoSeconds, number }) => (rtoSeconds === null ? [] : [{ rtoSeconds, number }]))
    .toReversed();
  if (points.length < 2) return <span className="sub">–</span>;
  const top = Math.max(...points.map(({ rtoSeconds }) => rtoSeconds), promised ?? 0) * 1.1;
  const x = (index: number) => 2 + (index * (WIDTH - 6)) / (points.length - 1);
  const y = (seconds: number) => HEIGHT - 1 - (seconds / top) * (HEIGHT - 2);
  const path = points.map(
    ({ rtoSeconds }, index) => `${index === 0 ? "M" : "L"}${x(index)} ${y(rtoSeconds)}`,
  );
  const last = points.at(-1)?.rtoSeconds ?? 0;
  const said = points.map(({ number, rtoSeconds }) => `${number} ${spanText(rtoSeconds)}`).join(", ");
  const label = `Recovery time of the last ${points.length} drills: ${said}${promised === null ? "" : `; promised ${spanText(promised)}`}`;
  return (
    <svg className="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <title>{label}</title>
      {promised === null ? null : <line x1="0" x2={WIDTH} y1={y(promised)} y2={y(promised)} />}
      <path d={path.join("")} />
      <circle
        className={promised !== null && last > promised ? "miss" : undefined}
        cx={x(points.length - 1)}
        cy={y(last)}
        r="2.25"
      />
    </svg>
  );
}
