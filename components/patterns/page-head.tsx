import type { ReactNode } from "react";

type PageHeadProps = {
  title: string;
  /** The overview's title is only for screen readers: its sentence speaks first. */
  titleHidden?: boolean;
  state?: ReactNode;
  sentence: ReactNode;
  facts?: readonly Fact[];
};

export type Fact = { name: string; value: ReactNode };

/** Title, state, the sentence a person would say aloud, and one line of facts. */
export function PageHead({ title, titleHidden = false, state, sentence, facts = [] }: PageHeadProps) {
  return (
    <div className="page-head">
      {titleHidden ? (
        <h1 className="sr">{title}</h1>
      ) : (
        <div className="line">
          <h1>{title}</h1>
          <span className="push" />
          {state}
        </div>
      )}
      <p className="lede">{sentence}</p>
      {facts.length > 0 ? <Facts facts={facts} /> : null}
    </div>
  );
}

function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <div className="facts">
      {facts.map((fact) => (
        <span key={fact.name}>
          <span className="sub">{fact.name}</span> {fact.value}
        </span>
      ))}
    </div>
  );
}
