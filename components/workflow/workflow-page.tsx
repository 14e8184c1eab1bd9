"use client";

import dynamic from "next/dynamic";
import Link from "next/link";
import { useState } from "react";
import { STATE_WORDS } from "@/components/health/words";
import { CourseSection } from "@/components/patterns/chart/course-section";
import { ErrorState } from "@/components/patterns/error-state";
import { AsOpened } from "@/components/patterns/moved-on";
import { Page } from "@/components/patterns/page";
import { type Fact, PageHead } from "@/components/patterns/page-head";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Button } from "@/components/ui/button";
import { State } from "@/components/ui/glyph";
import { Notice } from "@/components/ui/notice";
import { Tries } from "@/components/workflow/tries";
import { TryButton } from "@/components/workflow/try-button";
import { type TrySpan, useTryCourse, useWorkflows } from "@/components/workflow/use-workflows";
import { courseCharts, keptText, messages, promiseText, scheduleText } from "@/components/workflow/words";
import type { Workflow, WorkflowList } from "@/lib/contracts/api/resources/workflow";

const EditDialog = dynamic(() =>
  import("@/components/workflow/edit-dialog").then((module) => module.EditDialog),
);

type WorkflowPageProps = { seed: WorkflowList; workflowId: Workflow["id"]; seededAt: number };

/** One workflow: how it stands and since when, how people go on without it, how it went, and every try. */
export function WorkflowPage({ seed, workflowId, seededAt }: WorkflowPageProps) {
  const query = useWorkflows(seed, seededAt);
  const list = query.data ?? seed;
  const workflow = list.items.find(({ id }) => id === workflowId);
  if (workflow === undefined) return null;
  const { environment, tenant, timeZone } = list;
  return (
    <Page
      trail={[
        { label: tenant.name, href: `/tenants/${tenant.id}` },
        { label: environment.name, href: `/environments/${environment.id}` },
        { label: messages.title, href: `/environments/${environment.id}/workflows` },
      ]}
      here={workflow.title}
    >
      <PageHead
        title={workflow.title}
        state={<State tone={STATE_WORDS[workflow.state].tone}>{STATE_WORDS[workflow.state].word}</State>}
        sentence={workflow.sentence}
        facts={factsOf(workflow, timeZone)}
      />
      {query.error ? (
        <ErrorState error={query.error} what={messages.failed} onRetry={() => void query.refetch()} />
      ) : null}
      {workflow.asked === null ? null : (
        <div className="receipt">
          <Notice tone="wait">{messages.trying(workflow.asked.by)}</Notice>
        </div>
      )}
      <Acts environmentId={environment.id} tenantId={tenant.id} workflow={workflow} />
      <ByHand workflow={workflow} />
      <Course environmentId={environment.id} workflow={workflow} zone={timeZone} />
      <Tries environmentId={environment.id} workflow={workflow} zone={timeZone} />
    </Page>
  );
}

const factsOf = (workflow: Workflow, zone: string): Fact[] => [
  { name: messages.owner, value: `${workflow.owner.name}, ${workflow.owner.contact}` },
  { name: "Promised", value: promiseText(workflow) },
  { name: "Kept in 28 days", value: keptText(workflow) },
  { name: messages.schedule, value: scheduleText(workflow) },
  ...(workflow.nextAt === null
    ? []
    : [{ name: "Next try", value: <TimeInZone at={workflow.nextAt} zone={zone} form="clock-second" /> }]),
];

type PartProps = { environmentId: string; workflow: Workflow };

function Acts({ environmentId, tenantId, workflow }: PartProps & { tenantId: string }) {
  const [editing, setEditing] = useState(false);
  const { edit } = workflow.can;
  return (
    <div className="act-row">
      <TryButton environmentId={environmentId} workflow={workflow} primary />
      <Button disabledReason={edit.allowed ? null : edit.reason} onClick={() => setEditing(true)}>
        {messages.edit}
      </Button>
      {editing ? (
        <AsOpened now={workflow}>
          {(opened, moved) => (
            <EditDialog
              environmentId={environmentId}
              tenantId={tenantId}
              workflow={opened}
              moved={moved}
              onClose={() => setEditing(false)}
            />
          )}
        </AsOpened>
      ) : null}
    </div>
  );
}

function ByHand({ workflow: { fallback, runbook } }: { workflow: Workflow }) {
  return (
    <Section title={messages.byHand}>
      <p className={fallback === "" ? "prose t2" : "prose prewrap"}>
        {fallback === "" ? messages.noFallback : fallback}
      </p>
      {runbook === null ? null : (
        <p className="prose">
          {messages.runbook}: <Link href={`/runbooks/${runbook.id}`}>{runbook.name}</Link>
        </p>
      )}
    </Section>
  );
}

function Course({ environmentId, workflow, zone }: PartProps & { zone: string }) {
  const [span, setSpan] = useState<TrySpan>("24h");
  const query = useTryCourse({ environmentId, workflow: workflow.id }, span);
  return (
    <CourseSection
      {...{ title: messages.course, spans: messages.spans, span, onSpan: setSpan, query }}
      words={{ failed: messages.courseFailed, loading: messages.courseLoading }}
      chartsOf={(course) => courseCharts(course, workflow, zone)}
    />
  );
}
