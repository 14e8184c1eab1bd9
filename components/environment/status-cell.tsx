import Link from "next/link";
import { environmentMark, shortRelease } from "@/components/environment/words";
import { Glyph, toneClass } from "@/components/ui/glyph";
import type { EnvironmentBrief } from "@/lib/contracts/api/resources/catalog";
import { STAGE_NAMES } from "@/lib/domain/catalog/stage";

/** One environment in one cell: mark and release; on a phone its stage's letter too. */
export function StatusCell({ environment }: { environment: EnvironmentBrief }) {
  const mark = environmentMark(environment);
  const stage = STAGE_NAMES[environment.stage];
  return (
    <Link
      className={`status-cell ${toneClass(mark.tone)}`.trim()}
      href={`/environments/${environment.id}`}
      prefetch={false}
      title={`${environment.name}, ${stage}: ${mark.word}`}
    >
      <Glyph tone={mark.tone} />
      <span className="stg" aria-hidden="true">
        {stage[0]}
      </span>
      <span className="sr">
        {environment.name}, {mark.word},{" "}
      </span>
      {environment.release ? shortRelease(environment.release.name) : "none"}
    </Link>
  );
}
