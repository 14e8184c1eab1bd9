"use client";

import { Digest } from "@/components/patterns/digest";
import { Button } from "@/components/ui/button";
import { LinkButton } from "@/components/ui/link-button";

/** The number under which the server wrote this failure into its log, if it did. */
function logNumber(error: unknown): string | null {
  if (typeof error !== "object" || error === null || !("digest" in error)) return null;
  return typeof error.digest === "string" ? error.digest : null;
}

/** A page that could not be shown: whose fault, what to do, the number to name. */
export function Failure({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const number = logNumber(error);
  return (
    <div className="page-head" role="alert">
      <h1>This page could not be shown</h1>
      <p className="lede">
        <span className="bad-w">This is a fault in Holdfast, not yours.</span> Nothing was changed. Try again;
        if it stays, tell the people who run Holdfast{number ? " the number below" : " what you were doing"}.
      </p>
      {number ? (
        <div className="facts">
          <span>
            <span className="sub">Log number</span> <Digest value={number} label="log number" />
          </span>
        </div>
      ) : null}
      <div className="line">
        <Button variant="primary" onClick={onRetry}>
          Try again
        </Button>
        <LinkButton href="/">Go to the overview</LinkButton>
      </div>
    </div>
  );
}
