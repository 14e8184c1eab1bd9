import { type ButtonHTMLAttributes, type MouseEvent, type ReactNode, useId } from "react";
import { Kbd } from "@/components/ui/kbd";

export type ButtonVariant = "plain" | "primary" | "danger" | "quiet";

export type ButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "disabled"> & {
  variant?: ButtonVariant;
  wide?: boolean;
  tall?: boolean;
  keyHint?: string | undefined;
  /** Why the button cannot be used now. The button stays focusable and says so. */
  disabledReason?: string | null | undefined;
  busy?: boolean;
  children: ReactNode;
};

/** A button that says what it will do; a disabled one keeps its reason in reach of pointer and screen reader. */
export function Button(props: ButtonProps) {
  const {
    variant = "plain",
    wide = false,
    tall = false,
    keyHint,
    disabledReason,
    busy = false,
    children,
    onClick,
    ...rest
  } = props;
  const reasonId = useId();
  const blocked = Boolean(disabledReason) || busy;
  const classes = ["btn", variant === "plain" ? "" : variant, wide ? "wide" : "", tall ? "tall" : ""];
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    if (blocked) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <>
      <button
        type="button"
        {...rest}
        className={classes.filter(Boolean).join(" ")}
        onClick={press}
        data-key={keyHint}
        aria-disabled={blocked || undefined}
        aria-busy={busy || undefined}
        title={disabledReason ?? rest.title}
        aria-describedby={disabledReason ? reasonId : rest["aria-describedby"]}
      >
        <span>{children}</span>
        {keyHint ? <Kbd>{keyHint}</Kbd> : null}
      </button>
      {disabledReason ? (
        <span id={reasonId} className="sr">
          {disabledReason}
        </span>
      ) : null}
    </>
  );
}
