"use client";

import { Digest } from "@/components/patterns/digest";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { asApiError } from "@/lib/client/api-error";

type ErrorStateProps = { error: unknown; what: string; onRetry?: () => void };

/** A failed read or write: what failed, why, what to do now, and the request to name when asking for help. */
export function ErrorState({ error, what, onRetry }: ErrorStateProps) {
  const problem = asApiError(error);
  return (
    <div role="alert" className="receipt">
      <Notice tone="bad" action={onRetry ? <Button onClick={onRetry}>Try again</Button> : undefined}>
        <div className="strong">{what}</div>
        {problem.issues.length === 0 ? <div>{problem.message}</div> : null}
        {problem.issues.length > 0 ? (
          <ul>
            {problem.issues.map((issue) => (
              <li key={`${issue.path} ${issue.message}`}>
                {issue.path ? <span className="strong">{fieldWords(issue.path)}:</span> : null}{" "}
                {issue.message}
              </li>
            ))}
          </ul>
        ) : null}
        {/* What the sentence above has said of a gate is not said twice. */}
        {problem.gates.length > 0 ? (
          <ul>
            {problem.gates.map((gate) => (
              <li key={gate.id}>
                <span className="strong">{gate.title}:</span>{" "}
                {problem.message.includes(gate.fact) ? null : `${gate.fact} `}
                {gate.remedy}
              </li>
            ))}
          </ul>
        ) : null}
        {problem.requestId ? (
          <div className="small">
            Request <Digest value={problem.requestId} label="request id" />
          </div>
        ) : null}
      </Notice>
    </div>
  );
}

/** "moduleFamilies.0" as "Module families 1": a field's path as a person reads it, who counts from one. */
function fieldWords(path: string): string {
  const words = path
    .replaceAll(/\.(\d+)/g, (_, index: string) => ` ${Number(index) + 1}`)
    .replaceAll(".", " ")
    .replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
