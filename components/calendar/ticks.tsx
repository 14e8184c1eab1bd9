type TicksProps = {
  legend: string;
  hint?: string;
  problem?: string | null | undefined;
  choices: readonly { value: string; label: string }[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
};

/** Several of a few values. */
export function Ticks({ legend, hint, problem, choices, chosen, onChange }: TicksProps) {
  const toggle = (value: string) =>
    onChange(
      choices.map((choice) => choice.value).filter((each) => chosen.includes(each) !== (each === value)),
    );
  return (
    <fieldset className="cal-ticks">
      <legend>{legend}</legend>
      <div>
        {choices.map(({ value, label }) => (
          <label key={value}>
            <input type="checkbox" checked={chosen.includes(value)} onChange={() => toggle(value)} />
            {label}
          </label>
        ))}
      </div>
      {hint ? <p className="hint">{hint}</p> : null}
      {problem ? (
        <p className="problem" role="alert">
          {problem}
        </p>
      ) : null}
    </fieldset>
  );
}
