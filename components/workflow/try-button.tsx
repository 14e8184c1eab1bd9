"use client";

import { Button } from "@/components/ui/button";
import { useTryNow } from "@/components/workflow/use-workflows";
import { messages } from "@/components/workflow/words";
import type { Workflow } from "@/lib/contracts/api/resources/workflow";

type TryButtonProps = { environmentId: string; workflow: Workflow; primary?: boolean };

/** Has a workflow tried now; says why it cannot be. */
export function TryButton({ environmentId, workflow, primary = false }: TryButtonProps) {
  const mutation = useTryNow({ environmentId, workflow: workflow.id });
  const { run } = workflow.can;
  return (
    <>
      <Button
        {...(primary ? { variant: "primary" as const } : { variant: "quiet" as const })}
        aria-label={`${messages.tryNow}: ${workflow.title}`}
        busy={mutation.isPending}
        disabledReason={run.allowed ? null : run.reason}
        onClick={() => mutation.mutate()}
      >
        {messages.tryNow}
      </Button>
      {mutation.error ? (
        <span role="alert" className="small bad">
          {messages.notAsked} {mutation.error.message}
        </span>
      ) : null}
    </>
  );
}
