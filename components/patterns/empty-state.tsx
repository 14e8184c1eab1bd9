import type { ReactNode } from "react";

/** Nothing here: says what would be here, and the next step where there is one. */
export function EmptyState({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="blank">
      <p className="strong">{title}</p>
      {children ? <div>{children}</div> : null}
      {action ? <div className="row">{action}</div> : null}
    </div>
  );
}
