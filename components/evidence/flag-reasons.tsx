import { FlagTags } from "@/components/evidence/flag-tags";
import type { ChangeTouches } from "@/lib/contracts/api/resources/touches";

/** Flags with where each was found; what nobody told is said as well. */
export function FlagReasons({ touches }: { touches: Pick<ChangeTouches, "flags" | "reasons" | "untold"> }) {
  const { flags, reasons, untold } = touches;
  const shown = reasons.slice(0, SHOWN);
  return (
    <>
      <FlagTags flags={flags} />
      {shown.length === 0 ? null : (
        <ul className="fact-lines plain">
          {shown.map((reason) => (
            <li key={`${reason.flag} ${reason.sentence}`}>
              <span className="t2">{reason.sentence}</span>
            </li>
          ))}
        </ul>
      )}
      {reasons.length > SHOWN ? <p className="sub">and {reasons.length - SHOWN} more</p> : null}
      {untold.length === 0 ? null : (
        <p className="prose sub">
          CI has not told what is in {untold.slice(0, SHOWN).join(", ")}
          {untold.length > SHOWN ? ` and ${untold.length - SHOWN} more` : ""}: what they touch beside the
          schema is not known.
        </p>
      )}
    </>
  );
}

const SHOWN = 12;
