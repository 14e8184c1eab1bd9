"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Section } from "@/components/patterns/section";
import { messages } from "@/components/runbook/messages";
import { RunSteps } from "@/components/runbook/run-steps";
import { useRuns } from "@/components/runbook/use-runbooks";
import { call } from "@/lib/client/call";
import { runbookKeys } from "@/lib/client/query-keys";
import type { Drill } from "@/lib/contracts/api/resources/drill";

/** The runbook that is followed in this drill: its own steps tick themselves, people tick theirs. */
export function DrillRunbook({ drill }: { drill: Drill }) {
  const runs = useRuns(drill.environment.id);
  const runId = runs.data?.items.find((run) => run.drill?.id === drill.id)?.id;
  const run = useQuery({
    queryKey: runbookKeys.run(runId ?? ""),
    queryFn: ({ signal }) => call("getRunbookRun", { params: { runId: runId ?? "" } }, signal),
    enabled: runId !== undefined,
  });
  if (run.data === undefined) return null;
  const { id, runbook, progress } = run.data;
  return (
    <Section
      title={`Runbook: ${runbook.name}`}
      meta={messages.run.progress(progress.done, progress.skipped, progress.all)}
      right={<Link href={`/runbook-runs/${id}`}>{messages.run.crumb}</Link>}
    >
      <RunSteps run={run.data} />
    </Section>
  );
}
