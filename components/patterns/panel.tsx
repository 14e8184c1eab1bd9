import type { ReactNode } from "react";

type PanelProps = {
  label: string;
  /** On a phone: below the content instead of above it. */
  last?: boolean;
  children: ReactNode;
};

/** The one box of a page: it holds the decision or the summary, and stays in view. */
export function Panel({ label, last = false, children }: PanelProps) {
  return (
    <aside className={last ? "panel last" : "panel"} aria-label={label}>
      {children}
    </aside>
  );
}

/** On a phone: the same decision, fixed at the bottom. */
export function ActionBar({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section className="actbar" aria-label={label}>
      {children}
    </section>
  );
}
