import { messages } from "@/components/observation/messages";
import { type DraftProps, shownUnit, type ThresholdDraft } from "@/components/observation/policy-draft";
import { SIGNALS } from "@/lib/domain/health/signal";

const text = messages.policies;
const LEVELS = ["warning", "trigger"] as const;
const PARTS = ["floor", "factor"] as const;

/** When each signal asks a person and when it goes back, as a table of fields. */
export function PolicyLimits({ draft, problems, onChange }: DraftProps) {
  const set = (changed: ThresholdDraft) =>
    onChange({
      ...draft,
      thresholds: draft.thresholds.map((one) => (one.signal === changed.signal ? changed : one)),
    });
  return (
    <>
      <p className="small sub">{text.limitsHint}</p>
      <table className="table stack limits-table">
        <caption className="sr">{text.limits}</caption>
        <thead>
          <tr>
            <th scope="col">{messages.watched.signal}</th>
            <th scope="col">{text.warningFrom}</th>
            <th scope="col">{text.times}</th>
            <th scope="col">{text.triggerFrom}</th>
            <th scope="col">{text.times}</th>
          </tr>
        </thead>
        <tbody>
          {draft.thresholds.map((threshold) => (
            <Row
              key={threshold.signal}
              threshold={threshold}
              problem={problems[threshold.signal]}
              onChange={set}
            />
          ))}
        </tbody>
      </table>
    </>
  );
}

type RowProps = {
  threshold: ThresholdDraft;
  problem: string | undefined;
  onChange: (changed: ThresholdDraft) => void;
};

function Row({ threshold, problem, onChange }: RowProps) {
  const { signal } = threshold;
  const { title } = SIGNALS[signal];
  const cells = LEVELS.flatMap((level) => PARTS.map((part) => ({ level, part })));
  return (
    <tr>
      <td className="strong">
        {title}
        {problem ? (
          <div className="problem" role="alert">
            {problem}
          </div>
        ) : null}
      </td>
      {cells.map(({ level, part }) => {
        const words = level === "warning" ? text.warningFrom : text.triggerFrom;
        const unit = part === "floor" ? shownUnit(signal) : "×";
        return (
          <td key={`${level} ${part}`}>
            <span className="only-narrow inline">{part === "floor" ? words : text.times} </span>
            <input
              className="input short"
              inputMode="decimal"
              aria-label={`${title}: ${words}, ${part === "floor" ? unit || "number" : text.times}`}
              aria-invalid={problem ? true : undefined}
              value={threshold[level][part]}
              onChange={({ target }) =>
                onChange({ ...threshold, [level]: { ...threshold[level], [part]: target.value } })
              }
            />{" "}
            <span className="sub">{unit}</span>
          </td>
        );
      })}
    </tr>
  );
}
