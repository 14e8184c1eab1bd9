"use client";

import Link from "next/link";
import { EnvironmentAlerts, EnvironmentIncidents } from "@/components/alert/environment-alerts";
import { EnvironmentBackups } from "@/components/backup/environment-backups";
import { EnvironmentOpening } from "@/components/calendar/environment-opening";
import { EnvironmentDrills } from "@/components/drill/environment-drills";
import { EnvironmentActivity } from "@/components/environment/environment-activity";
import { EnvironmentHead } from "@/components/environment/environment-head";
import { EnvironmentSummary } from "@/components/environment/environment-summary";
import { messages } from "@/components/environment/messages";
import { PodsTable } from "@/components/environment/pods-table";
import { EnvironmentHealth } from "@/components/health/environment-health";
import { EnvironmentHolds } from "@/components/hold/environment-holds";
import { EnvironmentIntegrations } from "@/components/integration/environment-integrations";
import { EnvironmentProof } from "@/components/objective/environment-proof";
import { SmokeChecks } from "@/components/operation/smoke-checks";
import { EmptyState } from "@/components/patterns/empty-state";
import { ErrorState } from "@/components/patterns/error-state";
import { Page } from "@/components/patterns/page";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { WayBack } from "@/components/rollback/way-back";
import { EnvironmentRunbooks } from "@/components/runbook/environment-runbooks";
import { EnvironmentScratch } from "@/components/scratch/environment-scratch";
import { EnvironmentLevels } from "@/components/service-level/environment-levels";
import { Notice } from "@/components/ui/notice";
import { call } from "@/lib/client/call";
import { environmentKeys } from "@/lib/client/query-keys";
import { HEALTH_AGES_MS, useSeededQuery } from "@/lib/client/seeded-query";
import type { Environment } from "@/lib/contracts/api/resources/catalog";
import type { EnvironmentHealth as Health } from "@/lib/contracts/api/resources/health";

const text = messages.page;

type EnvironmentPageProps = { seed: Environment; health: Health; seededAt: number };

/** Is my plant fine? The sentence first, then what proves it. */
export function EnvironmentPage({ seed, health, seededAt }: EnvironmentPageProps) {
  const query = useSeededQuery({
    queryKey: environmentKeys.one(seed.id),
    queryFn: ({ signal }) => call("getEnvironment", { params: { environmentId: seed.id } }, signal),
    seed,
    seededAt,
    everyMs: HEALTH_AGES_MS,
  });
  const environment = query.data ?? seed;
  return (
    <Page
      trail={[{ label: environment.tenant.name, href: `/tenants/${environment.tenant.id}` }]}
      here={environment.name}
      right={
        <>
          <Link href={`/environments/${environment.id}/logs`} prefetch={false}>
            {text.logs}
          </Link>{" "}
          <Link href={`/restore?environment=${environment.id}`}>{text.restore}</Link>{" "}
          <Link href={`/changes/new?environmentId=${environment.id}`}>{text.draft}</Link>
        </>
      }
    >
      <EnvironmentHead environment={environment} />
      <EnvironmentIncidents environment={environment} />
      <EnvironmentOpening environmentId={environment.id} />
      {query.error ? (
        <ErrorState error={query.error} what={text.failed} onRetry={() => void query.refetch()} />
      ) : null}
      <EnvironmentHolds environment={environment} />
      {environment.cluster.reachability === "unreachable" ? (
        <div className="receipt">
          <Notice tone="warn">{text.stale(environment.cluster.name)}</Notice>
        </div>
      ) : null}
      <div className="with-panel">
        <div>
          <EnvironmentAlerts environment={environment} part="first" />
          <EnvironmentHealth environment={environment} seed={health} seededAt={seededAt} />
          <EnvironmentLevels environment={environment} />
          <EnvironmentAlerts environment={environment} part="below" />
          <EnvironmentIntegrations environment={environment} adds />
          <Pods environment={environment} />
          <Smoke environment={environment} />
          <WayBack environmentId={environment.id} />
          <EnvironmentProof environment={environment} />
          <EnvironmentBackups environmentId={environment.id} timeZone={environment.timeZone} />
          <EnvironmentScratch environmentId={environment.id} />
          <EnvironmentDrills environmentId={environment.id} timeZone={environment.timeZone} />
          <EnvironmentRunbooks environmentId={environment.id} />
          <EnvironmentActivity environmentId={environment.id} />
          <Modules environment={environment} />
        </div>
        <EnvironmentSummary environment={environment} />
      </div>
    </Page>
  );
}

function Pods({ environment }: { environment: Environment }) {
  // A Job's pod that has done its work is no longer asked to be ready.
  const wanted = environment.pods.filter((pod) => pod.phase !== "Succeeded");
  const ready = wanted.filter((pod) => pod.ready).length;
  const heard = environment.observedAt ? (
    <>
      {text.heard} <TimeInZone at={environment.observedAt} zone={environment.timeZone} form="clock-second" />
    </>
  ) : (
    `${text.heard}: ${text.never}`
  );
  return (
    <Section title={text.pods} meta={`${ready} of ${wanted.length} ready`} right={heard}>
      {environment.pods.length === 0 ? (
        <EmptyState title={text.podsNone} />
      ) : (
        <PodsTable pods={environment.pods} />
      )}
    </Section>
  );
}

function Smoke({ environment }: { environment: Environment }) {
  const run = environment.lastSmoke;
  const link = run?.operationId ? <Link href={`/operations/${run.operationId}`}>Operation</Link> : undefined;
  return (
    <Section title={text.smoke} right={link}>
      {run ? (
        <SmokeChecks run={run} zone={environment.timeZone} />
      ) : (
        <p className="prose">{text.smokeNone}</p>
      )}
    </Section>
  );
}

function Modules({ environment }: { environment: Environment }) {
  return (
    <Section title={text.modules} meta={environment.modules.length}>
      {environment.modules.length === 0 ? (
        <p className="prose">{text.modulesNone}</p>
      ) : (
        <ul className="module-list">
          {environment.modules.map((module) => (
            <li key={module.name}>
              <span className="mono strong">{module.name}</span>
              <span className="mono sub">{module.version}</span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
