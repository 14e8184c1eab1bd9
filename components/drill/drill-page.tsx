"use client";

import Link from "next/link";
import { DrillClock, DrillMoments } from "@/components/drill/clock";
import { Findings } from "@/components/drill/findings";
import { DrillRunbook } from "@/components/drill/runbook";
import { drillKey } from "@/components/drill/use-drills";
import { WhatIsLeft } from "@/components/drill/what-is-left";
import { drillState, messages, scenarioTitle } from "@/components/drill/words";
import { StepLine } from "@/components/operation/step-line";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { ErrorState } from "@/components/patterns/error-state";
import { Page } from "@/components/patterns/page";
import { type Fact, PageHead } from "@/components/patterns/page-head";
import { Section } from "@/components/patterns/section";
import { Elapsed, TimeInZone } from "@/components/patterns/time-in-zone";
import { State } from "@/components/ui/glyph";
import { call } from "@/lib/client/call";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Drill } from "@/lib/contracts/api/resources/drill";

const text = messages.page;

/** What happened, what the clocks say, what was done and found: live while it runs, the report afterwards. */
export function DrillPage({ seed, seededAt }: { seed: Drill; seededAt: number }) {
  const query = useSeededQuery({
    queryKey: drillKey(seed),
    queryFn: ({ signal }) => call("getDrill", { params: { drillId: seed.id } }, signal),
    seed,
    seededAt,
  });
  const drill = query.data ?? seed;
  const { environment, steps } = drill;
  const { tone, word } = drillState(drill);
  const done = steps.filter(({ state }) => state === "done").length;
  return (
    <Page
      trail={[
        { label: messages.title, href: "/drills" },
        { label: environment.name, href: `/environments/${environment.id}` },
      ]}
      here={drill.number}
      right={
        <>
          <Link className="btn quiet" href={`/operations/${drill.operation.id}`}>
            {text.operation}
          </Link>{" "}
          <button type="button" className="btn quiet" onClick={() => window.print()}>
            {text.print}
          </button>
        </>
      }
    >
      <PageHead
        title={`${drill.number}: ${scenarioTitle(drill)}`}
        state={<State tone={tone}>{word}</State>}
        sentence={drill.sentence || drill.disaster}
        facts={factsOf(drill)}
      />
      {query.error ? (
        <ErrorState error={query.error} what={text.failed} onRetry={() => void query.refetch()} />
      ) : null}
      <Section title={text.clock}>
        <DrillClock drill={drill} />
        <DrillMoments drill={drill} />
      </Section>
      <div className="cols run-cols drill-cols">
        <div>
          <Section
            title={text.steps}
            meta={`${done} of ${steps.length} done`}
            right={
              drill.declaredAt === null ? undefined : (
                <Elapsed from={drill.declaredAt} to={drill.finishedAt} />
              )
            }
          >
            <StepLine steps={steps} />
          </Section>
        </div>
        <div>
          <Checks drill={drill} />
          <Findings drill={drill} />
          <Shows drill={drill} />
          <Limits limits={drill.limits} />
        </div>
      </div>
      <DrillRunbook drill={drill} />
    </Page>
  );
}

function factsOf(drill: Drill): Fact[] {
  const { environment, tenant, backup, release, requester } = drill;
  const zone = environment.timeZone;
  return [
    {
      name: "Of",
      value: (
        <Link href={`/environments/${environment.id}`}>
          {tenant.name}, {environment.name}
        </Link>
      ),
    },
    ...(drill.second === null
      ? []
      : [{ name: "Brought back", value: <TimeInZone at={drill.second} zone={zone} form="second" /> }]),
    ...(backup === null
      ? []
      : [
          {
            name: drill.second === null ? "From the backup of" : "Files from the backup of",
            value: (
              <Link href={`/backups/${backup.id}`}>
                <TimeInZone at={backup.takenAt} zone={zone} />
              </Link>
            ),
          },
        ]),
    ...(release === null
      ? []
      : [{ name: "Release", value: <Link href={`/releases/${release.id}`}>{release.name}</Link> }]),
    {
      name: "On",
      value: drill.elsewhere ? `${drill.cluster.name}, another cluster` : drill.cluster.name,
    },
    { name: "Begun by", value: requester?.name ?? "schedule" },
  ];
}

type Check = Drill["checks"][number];
const COLUMNS: readonly Column<Check>[] = [
  {
    id: "ok",
    header: "Result",
    className: "nb",
    phone: "full",
    cell: ({ ok }) => <State tone={ok ? "good" : "bad"}>{ok ? "ok" : "failed"}</State>,
  },
  { id: "what", header: "Check", phone: "full", cell: ({ title }) => title },
  {
    id: "detail",
    header: "Found",
    phone: "full",
    cell: ({ detail }) => <span className="t2">{detail}</span>,
  },
];

function Checks({ drill: { checks } }: { drill: Drill }) {
  const passed = checks.filter(({ ok }) => ok).length;
  return (
    <Section
      title={text.checks}
      meta={checks.length === 0 ? undefined : `${passed} of ${checks.length} passed`}
    >
      {checks.length === 0 ? (
        <p className="prose">{text.noChecks}</p>
      ) : (
        <DataTable caption={text.checks} columns={COLUMNS} rows={checks} rowKey={({ name }) => name} />
      )}
    </Section>
  );
}

/** Scenario, reason, and honestly what a passed drill leaves open. */
function Shows({ drill }: { drill: Drill }) {
  return (
    <Section title={text.report}>
      <p className="prose">{drill.disaster}</p>
      <p className="prose">
        <span className="sub">Why:</span> {drill.reason}
      </p>
      <p className="prose">
        Carried out in namespace <span className="mono">{drill.namespace}</span>
        {drill.tornDown === true ? ", which is gone with everything in it." : null}
        {drill.tornDown === false ? ", which could not be removed." : null}
        {drill.tornDown === null ? "." : null}
      </p>
      <WhatIsLeft drill={drill} />
    </Section>
  );
}

function Limits({ limits }: Pick<Drill, "limits">) {
  if (limits.length === 0) return null;
  return (
    <Section title={text.limits}>
      {limits.map((limit) => (
        <p className="prose" key={limit}>
          {limit}
        </p>
      ))}
    </Section>
  );
}
