import { type ReactNode, useId } from "react";

type SectionProps = {
  title: string;
  meta?: ReactNode;
  right?: ReactNode;
  shortMeta?: boolean;
  children: ReactNode;
};

/** A ruled heading with its content flush left. */
export function Section({ title, meta, right, shortMeta = false, children }: SectionProps) {
  const id = useId();
  return (
    <section className="section" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {meta === undefined ? null : <span className={shortMeta ? "meta short" : "meta"}>{meta}</span>}
        {right === undefined ? null : <span className="right">{right}</span>}
      </header>
      {children}
    </section>
  );
}
