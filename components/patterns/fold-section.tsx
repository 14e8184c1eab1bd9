"use client";

import { ChevronDown } from "lucide-react";
import { type ReactNode, useId, useState } from "react";

type FoldSectionProps = {
  title: string;
  /** What a reader needs to know of it while it is folded: how many, and how they stand. */
  meta: ReactNode;
  right?: ReactNode;
  /** Whether a phone shows it opened from the start. */
  open?: boolean;
  children: ReactNode;
};

/**
 * A section that a phone folds into its heading and one line: background that decides nothing by itself. Wide screens
 * and paper show it whole.
 */
export function FoldSection({ title, meta, right, open = false, children }: FoldSectionProps) {
  const [chosen, setChosen] = useState<boolean | null>(null);
  const shown = chosen ?? open;
  const [id, bodyId] = [useId(), useId()];
  return (
    <section className="section fold-section" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        <span className="meta">{meta}</span>
        {right === undefined ? null : <span className="right">{right}</span>}
        <button
          type="button"
          className="fold-toggle"
          aria-labelledby={id}
          aria-expanded={shown}
          aria-controls={bodyId}
          onClick={() => setChosen(!shown)}
        >
          <ChevronDown className="i i-14" aria-hidden="true" />
        </button>
      </header>
      <div id={bodyId} className={shown ? "fold-body" : "fold-body is-folded"}>
        {children}
      </div>
    </section>
  );
}
