import type { ReactNode } from "react";
import { ErrorState } from "@/components/patterns/error-state";
import { ActionBar, Panel } from "@/components/patterns/panel";
import { Button, type ButtonVariant } from "@/components/ui/button";
import { Glyph } from "@/components/ui/glyph";
import { Notice } from "@/components/ui/notice";
import type { ApiError } from "@/lib/client/api-error";

/** One thing that can be decided; the first of a list is the main one. */
export type DecisionAction = {
  name: string;
  label: string;
  /** On a phone. */
  short: string;
  keyHint: string;
  danger: boolean;
  /** Why it is closed; null when it is open. */
  blocked: string | null;
  busy: boolean;
  /** Neither yes nor no: it stands apart, smaller, so that the decision is what the eye finds. */
  aside?: boolean;
  press: () => void;
};

type DecisionPanelFrameProps = {
  heading: string;
  /** What stands in the way, or that nothing does. */
  explanation: string;
  /** It goes on by itself: what is closed now is no obstacle. */
  waiting?: boolean;
  /** Somebody wants something to be different first. */
  wanted?: boolean;
  actions: readonly DecisionAction[];
  /** What the last act did; null when something else moved since. */
  receipt: string | null;
  failure: { error: ApiError; what: string } | null;
  /** The facts in short. */
  children: ReactNode;
};

/** The panel on the right: what stands in the way, the buttons, the facts in short. */
export function DecisionPanelFrame(props: DecisionPanelFrameProps) {
  const {
    heading,
    explanation,
    waiting = false,
    wanted = false,
    actions,
    receipt,
    failure,
    children,
  } = props;
  const [main] = actions;
  const waits = main === undefined || (waiting && main.blocked !== null);
  const tone = waits ? "wait" : main.blocked !== null ? "bad" : wanted ? "warn" : "good";
  return (
    <Panel label="Decision">
      <div>
        <h2>{heading}</h2>
        <div className="reason">
          <Glyph tone={tone} />
          <span className="strong-text">{explanation}</span>
        </div>
        {receipt === null ? null : (
          <div className="receipt">
            <Notice tone="good" live>
              {receipt}
            </Notice>
          </div>
        )}
        {failure === null ? null : <ErrorState error={failure.error} what={failure.what} />}
      </div>
      {actions.length > 0 ? (
        <div className="acts">
          {actions.map((action) =>
            action.aside ? null : (
              <DecisionButton key={action.name} action={action} main={action === main} wide />
            ),
          )}
          <Aside actions={actions.filter(({ aside }) => aside)} />
        </div>
      ) : null}
      {children}
    </Panel>
  );
}

function Aside({ actions }: { actions: readonly DecisionAction[] }) {
  if (actions.length === 0) return null;
  return (
    <div className="acts-aside">
      {actions.map(({ name, label, keyHint, busy, blocked, press }) => (
        <Button
          key={name}
          variant="quiet"
          keyHint={keyHint}
          busy={busy}
          disabledReason={blocked}
          onClick={press}
        >
          {label}
        </Button>
      ))}
    </div>
  );
}

/** The same buttons at the bottom of a phone, the main one at the thumb; nothing where all of them are closed. */
export function DecisionBarFrame({ actions }: { actions: readonly DecisionAction[] }) {
  if (actions.every(({ blocked }) => blocked !== null)) return null;
  return (
    <ActionBar label="Decision on a phone">
      {[...actions].reverse().map((action) => (
        <DecisionButton key={action.name} action={action} main={action === actions[0]} />
      ))}
    </ActionBar>
  );
}

type DecisionButtonProps = { action: DecisionAction; main: boolean; wide?: boolean };

function DecisionButton({ action, main, wide = false }: DecisionButtonProps) {
  const { label, short, keyHint, danger, blocked, busy, press } = action;
  const variant: ButtonVariant = danger ? "danger" : main && blocked === null ? "primary" : "plain";
  return (
    <Button
      wide={wide}
      variant={variant}
      keyHint={wide ? keyHint : undefined}
      busy={busy}
      disabledReason={blocked}
      onClick={press}
    >
      {wide ? label : short}
    </Button>
  );
}
