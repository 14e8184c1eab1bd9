"use client";

import Link from "next/link";
import { STATE_WORDS } from "@/components/health/words";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { ErrorState } from "@/components/patterns/error-state";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { State } from "@/components/ui/glyph";
import { TryButton } from "@/components/workflow/try-button";
import { useWorkflows } from "@/components/workflow/use-workflows";
import {
  isKept,
  keptText,
  messages,
  OUTCOME_WORDS,
  promiseText,
  scheduleText,
} from "@/components/workflow/words";
import type { Workflow, WorkflowList } from "@/lib/contracts/api/resources/workflow";

const columns = (environmentId: string, zone: string): readonly Column<Workflow>[] => [
  {
    id: "workflow",
    header: messages.workflow,
    phone: "full",
    cell: ({ id, title, state, sentence }) => (
      <>
        <State tone={STATE_WORDS[state].tone}>
          <Link className="lead-link" href={`/environments/${environmentId}/workflows/${id}`} data-row>
            {title}
          </Link>
          <span className="sr">: {STATE_WORDS[state].word}</span>
        </State>
        <div className={state === "good" || state === "unknown" ? "t2" : undefined}>{sentence}</div>
      </>
    ),
  },
  {
    id: "kept",
    header: messages.promise,
    cell: (workflow) => (
      <>
        <span className={isKept(workflow) ? "nb" : "nb strong"}>{keptText(workflow)}</span>
        <div className="sub small">promised {promiseText(workflow)}</div>
      </>
    ),
  },
  { id: "schedule", header: messages.schedule, className: "nb", cell: scheduleText },
  {
    id: "owner",
    header: messages.owner,
    cell: ({ owner }) => (
      <>
        {owner.name}
        {owner.own ? null : <div className="sub small">{messages.contact}</div>}
      </>
    ),
  },
  {
    id: "last",
    header: messages.last,
    className: "nb",
    cell: ({ last }) =>
      last === null ? (
        <span className="sub">{messages.never}</span>
      ) : (
        <>
          {OUTCOME_WORDS[last.outcome].word}
          <div className="sub small">
            <TimeInZone at={last.at} zone={zone} />
          </div>
        </>
      ),
  },
  {
    id: "do",
    header: <span className="sr">What can be done</span>,
    className: "nb",
    phone: "full",
    cell: (workflow) => <TryButton environmentId={environmentId} workflow={workflow} />,
  },
];

/** What people do with an environment's ERP: what works, what does not, and who owns it. */
export function WorkflowsPage({ seed, seededAt }: { seed: WorkflowList; seededAt: number }) {
  const query = useWorkflows(seed, seededAt);
  const { environment, tenant, timeZone, items } = query.data ?? seed;
  return (
    <Page
      trail={[
        { label: tenant.name, href: `/tenants/${tenant.id}` },
        { label: environment.name, href: `/environments/${environment.id}` },
      ]}
      here={messages.title}
    >
      <PageHead title={messages.title} sentence={messages.sentence} />
      {query.error ? (
        <ErrorState error={query.error} what={messages.failed} onRetry={() => void query.refetch()} />
      ) : null}
      <DataTable
        caption={messages.title}
        columns={columns(environment.id, timeZone)}
        rows={items}
        rowKey={({ id }) => id}
      />
    </Page>
  );
}
