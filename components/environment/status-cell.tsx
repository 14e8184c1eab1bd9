import Link from "next/link";
import { environmentMark, shortRelease } from "@/components/environment/words";
import { messages } from "@/components/hold/messages";
import { Glyph, toneClass } from "@/components/ui/glyph";
import type { EnvironmentBrief } from "@/lib/contracts/api/resources/catalog";
import { STAGE_NAMES } from "@/lib/domain/catalog/stage";

/** One environment in one cell: mark and release; on a phone its stage's letter too. */
export function StatusCell({ environment }: { environment: EnvironmentBrief }) {
  const mark = environmentMark(environment);
  const { hold } = environment;
  const held = hold === null ? "" : `, ${messages.mark(hold.owner.name, hold.reason)}`;
  const stage = STAGE_NAMES[environment.stage];
  return (
    <Link
      className={`status-cell ${toneClass(mark.tone)}${hold === null ? "" : " held"}`}
      href={`/environments/${environment.id}`}
      prefetch={false}
      title={`${environment.name}, ${stage}: ${mark.word}${held}`}
    >
      <Glyph tone={mark.tone} />
      <span className="stg" aria-hidden="true">
        {stage[0]}
      </span>
      <span className="sr">
        {environment.name}, {mark.word}
        {held},{" "}
      </span>
      {hold === null ? null : (
        <span className="held-mark">
          <Glyph tone="parked" small />
        </span>
      )}
      {environment.release ? shortRelease(environment.release.name) : "none"}
    </Link>
  );
}
