import type { ReactNode } from "react";

/** The one box of a page: it holds the decision or the summary, and stays in view. */
export function Panel({ label, children }: { label: string; children: ReactNode }) {
  return (
    <aside className="panel" aria-label={label}>
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
