import type {
  InputHTMLAttributes,
  KeyboardEvent,
  ReactNode,
  SelectHTMLAttributes,
  TextareaHTMLAttributes,
} from "react";
import { useId } from "react";

type FieldFrame = {
  label: ReactNode;
  hint?: ReactNode;
  /** What is wrong with the value, as a sentence. */
  problem?: string | null | undefined;
  /** Stands right of the label, for instance a link. */
  aside?: ReactNode;
};

type Wired = { id: string; describedBy: string | undefined; invalid: true | undefined };

function FieldShell({ frame, children }: { frame: FieldFrame; children: (wired: Wired) => ReactNode }) {
  const id = useId();
  const hintId = `${id}-hint`;
  const problemId = `${id}-problem`;
  const described = [frame.hint ? hintId : "", frame.problem ? problemId : ""].filter(Boolean).join(" ");
  return (
    <div className="field">
      <div className="pair">
        <label htmlFor={id}>{frame.label}</label>
        {frame.aside}
      </div>
      {children({ id, describedBy: described || undefined, invalid: frame.problem ? true : undefined })}
      {frame.hint ? (
        <div className="hint" id={hintId}>
          {frame.hint}
        </div>
      ) : null}
      {frame.problem ? (
        <div className="problem" id={problemId} role="alert">
          {frame.problem}
        </div>
      ) : null}
    </div>
  );
}

/** One-line field with label, hint and problem wired for screen readers. */
export function TextField({
  label,
  hint,
  problem,
  aside,
  ...input
}: FieldFrame & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <FieldShell frame={{ label, hint, problem, aside }}>
      {({ id, describedBy, invalid }) => (
        <input className="input" {...input} id={id} aria-describedby={describedBy} aria-invalid={invalid} />
      )}
    </FieldShell>
  );
}

/** Presses the form's own button, which may be closed: Enter alone begins a new line. */
function sendByKeys(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const isSend = (one: Element): one is HTMLButtonElement =>
    one instanceof HTMLButtonElement && one.type === "submit";
  [...(event.currentTarget.form?.elements ?? [])].find(isSend)?.click();
}

/** Field of several lines; Control or Command with Enter sends its form. */
export function TextArea({
  label,
  hint,
  problem,
  aside,
  ...area
}: FieldFrame & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return (
    <FieldShell frame={{ label, hint, problem, aside }}>
      {({ id, describedBy, invalid }) => (
        <textarea
          className="input area"
          rows={3}
          onKeyDown={sendByKeys}
          {...area}
          id={id}
          aria-describedby={describedBy}
          aria-invalid={invalid}
        />
      )}
    </FieldShell>
  );
}

/** One of a fixed set of values. */
export function SelectField({
  label,
  hint,
  problem,
  aside,
  choices,
  ...select
}: FieldFrame &
  SelectHTMLAttributes<HTMLSelectElement> & { choices: readonly { value: string; label: string }[] }) {
  return (
    <FieldShell frame={{ label, hint, problem, aside }}>
      {({ id, describedBy, invalid }) => (
        <select className="select" {...select} id={id} aria-describedby={describedBy} aria-invalid={invalid}>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </FieldShell>
  );
}
