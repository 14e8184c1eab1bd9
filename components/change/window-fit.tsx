import { fitWords, messages, needed } from "@/components/change/schedule-messages";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { State } from "@/components/ui/glyph";
import { durationText } from "@/lib/client/time-text";
import type { WindowFit } from "@/lib/contracts/api/resources/change-schedule";

const text = messages.fit;

/** Of a time that is open for weeks the need is too small a part to be seen: the words say it. */
const VISIBLE = 0.03;

type Part = { id: string; label: string; seconds: number };

function partsOf(fit: WindowFit): Part[] {
  const parts = [
    { id: "work", label: text.work, seconds: fit.runSeconds },
    { id: "verification", label: text.verification, seconds: fit.verificationSeconds },
    { id: "rollback", label: text.rollback, seconds: fit.rollbackSeconds },
    { id: "margin", label: text.margin, seconds: fit.marginSeconds },
  ];
  return parts.filter(({ seconds }) => seconds > 0);
}

/** What a change needs against the open time it would start in: work, checks, way back, and what is left. */
export function WindowFitBar({ fit, zone }: { fit: WindowFit; zone: string }) {
  const wanted = needed(fit) + fit.marginSeconds;
  const whole = Math.max(wanted, fit.leftSeconds ?? wanted);
  const share = (seconds: number) => ({ width: `${(100 * seconds) / whole}%` });
  return (
    <div className="window-fit">
      <p className="pair">
        <span>
          {text.from}
          <TimeInZone at={fit.startsAt} zone={zone} />
          {fit.closesAt === null ? `. ${text.noEnd}` : null}
          {fit.closesAt === null ? null : (
            <>
              {text.until}
              <TimeInZone at={fit.closesAt} zone={zone} />
              {text.closedBy(fit.closedBy)}
            </>
          )}
        </span>
        <State tone={fit.fits ? "good" : "bad"}>{fit.fits ? "Fits" : "Does not fit"}</State>
      </p>
      {wanted / whole < VISIBLE ? null : (
        <div className="fit-bar" role="img" aria-label={fitWords(fit)}>
          {partsOf(fit).map(({ id, seconds }) => (
            <i key={id} className={`fit-${id}`} style={share(seconds)} />
          ))}
          {fit.leftSeconds !== null && fit.leftSeconds < wanted ? (
            <b className="fit-end" style={{ left: `${(100 * fit.leftSeconds) / whole}%` }} />
          ) : null}
        </div>
      )}
      <ul className="fit-legend">
        {partsOf(fit).map(({ id, label, seconds }) => (
          <li key={id}>
            <i className={`fit-${id}`} aria-hidden="true" />
            {label} <span className="nb strong-text">{durationText(seconds * 1_000)}</span>
            {id === "work" ? <span className="sub"> {fit.source}</span> : null}
          </li>
        ))}
      </ul>
      <p className="prose">{fitWords(fit)}</p>
    </div>
  );
}
