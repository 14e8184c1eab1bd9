"use client";

import Link from "next/link";
import { Approvals } from "@/components/change/approvals";
import { ChangeHead } from "@/components/change/change-head";
import { ClassButton } from "@/components/change/class-button";
import { Comments } from "@/components/change/comments";
import { ConflictsSection } from "@/components/change/conflicts";
import { DecisionBar, DecisionPanel, DecisionQuestion, useDecision } from "@/components/change/decision";
import { DeclareEmergency, Emergency } from "@/components/change/emergency";
import { gateCount } from "@/components/change/gate-count";
import { messages } from "@/components/change/messages";
import { People } from "@/components/change/people";
import { PlanSection } from "@/components/change/plan-section";
import { ReviewSection } from "@/components/change/review-section";
import { RiskSection } from "@/components/change/risk";
import { ScheduleSection } from "@/components/change/schedule-section";
import { Settings } from "@/components/change/settings";
import { ClassSection, EvidenceSection } from "@/components/change/touches-section";
import { Waivers } from "@/components/change/waiver-dialog";
import { QuarantineNotice } from "@/components/evidence/quarantine";
import { useHoldEnd } from "@/components/hold/use-holds";
import { ChangeIntegrationsSection } from "@/components/integration/change-integrations";
import { WatchedSection } from "@/components/observation/watched-section";
import { ErrorState } from "@/components/patterns/error-state";
import { FoldSection } from "@/components/patterns/fold-section";
import { GateList } from "@/components/patterns/gate-list";
import { ModuleDiff } from "@/components/patterns/module-diff";
import { Page } from "@/components/patterns/page";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Timeline } from "@/components/patterns/timeline";
import { ChangeRestores } from "@/components/restore/change-restores";
import { WayBack } from "@/components/rollback/way-back";
import { call } from "@/lib/client/call";
import { changeKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Change } from "@/lib/contracts/api/resources/change";

const text = messages.page;
/** States in which data may have been taken back together with the change. */
const TAKEN_BACK: ReadonlySet<Change["state"]> = new Set(["succeeded", "rolled_back", "reviewed", "closed"]);

/** The decision page: everything needed to say yes or no in a minute. */
export function ChangePage({ seed, seededAt }: { seed: Change; seededAt: number }) {
  const query = useSeededQuery({
    queryKey: changeKeys.one(seed.id),
    queryFn: ({ signal }) => call("getChange", { params: { changeId: seed.id } }, signal),
    seed,
    seededAt,
  });
  const change = query.data ?? seed;
  useHoldEnd(change.environment.hold?.until);
  const decision = useDecision(change);
  const { tenant } = change;
  return (
    <Page
      trail={[
        { label: messages.changes, href: "/changes" },
        { label: tenant.name, href: `/tenants/${tenant.id}` },
      ]}
      here={change.number}
    >
      <ChangeHead change={change} />
      <QuarantineNotice
        name={change.release.name}
        quarantine={change.touches.quarantine}
        href={`/releases/${change.release.id}`}
      />
      {query.error ? (
        <ErrorState error={query.error} what={text.failed} onRetry={() => void query.refetch()} />
      ) : null}
      <div className="with-panel">
        <div className="decides-first">
          <Prose title={text.reason} body={change.reason} />
          <Emergency change={change} />
          <ReviewSection change={change} />
          <WhatChanges change={change} />
          <ClassSection
            touches={change.touches}
            changeClass={change.class}
            reason={
              change.governance.emergency === null
                ? change.classStanding.reason || change.touches.proposedReason
                : text.declared
            }
          >
            <span className="row-tags">
              <ClassButton change={change} />
              <DeclareEmergency change={change} />
            </span>
          </ClassSection>
          <ScheduleSection change={change} />
          {change.gates.length === 0 ? null : <RiskSection risk={change.risk} />}
          {change.gates.length === 0 ? null : <ConflictsSection conflicts={change.conflicts} />}
          <div className={change.gates.length > 0 ? "gates-part" : undefined}>
            <Gates change={change} />
          </div>
          <EvidenceSection touches={change.touches} releaseId={change.release.id} />
          <ChangeIntegrationsSection changeId={change.id} />
          {change.state === "succeeded" ? (
            <WayBack environmentId={change.environment.id} ofChangeId={change.id} />
          ) : null}
          {TAKEN_BACK.has(change.state) ? (
            <ChangeRestores changeId={change.id} environmentId={change.environment.id} />
          ) : null}
          <Approvals change={change} />
          <People change={change} />
          <PlanSection plan={change.plan} strategy={change.strategy} />
          <WatchedSection settings={change.observation} canary={change.strategy.name === "canary"} />
          <div className="cols two-cols">
            <Background title={text.rollbackPlan} body={change.rollbackPlan} />
            <Background title={text.fallback} body={change.fallback} />
            <Background title={text.communication} body={change.communication} />
          </div>
          <Comments change={change} />
          <FoldSection title={text.timeline} meta={text.entries(change.timeline.length)}>
            <Timeline entries={newestFirst(change)} zone={change.environment.timeZone} />
          </FoldSection>
        </div>
        <DecisionPanel change={change} state={decision} />
      </div>
      <DecisionBar change={change} state={decision} />
      <DecisionQuestion change={change} state={decision} />
    </Page>
  );
}

const newestFirst = (change: Change) =>
  [...change.timeline].sort((one, other) => Date.parse(other.at) - Date.parse(one.at));

function WhatChanges({ change }: { change: Change }) {
  const compare = change.runningRelease ? (
    <Link href={`/releases/${change.release.id}?from=${change.runningRelease.id}`}>{text.compare}</Link>
  ) : undefined;
  return (
    <Section
      title={text.what}
      meta={text.whatMeta(change.modules.length, change.unchangedModules)}
      right={compare}
    >
      {change.modules.length === 0 ? (
        <p className="prose">{text.noDifference}</p>
      ) : (
        <ModuleDiff modules={change.modules} />
      )}
      <Settings settings={change.settings} />
      {change.runningRelease === null ? <p className="prose">{text.firstRelease}</p> : null}
    </Section>
  );
}

function Gates({ change }: { change: Change }) {
  if (change.gates.length === 0) {
    return (
      <Section title={text.gates}>
        <p className="prose">{text.gatesOver}</p>
      </Section>
    );
  }
  return (
    <Section
      title={text.gates}
      meta={
        <>
          {gateCount(change.gates)}
          {text.evaluated}
          <TimeInZone at={change.gatesEvaluatedAt} zone={change.environment.timeZone} form="clock-second" />
        </>
      }
    >
      <GateList gates={change.gates} />
      <Waivers change={change} />
    </Section>
  );
}

function Prose({ title, body }: { title: string; body: string }) {
  return (
    <Section title={title}>
      <p className="prose">{body || text.none}</p>
    </Section>
  );
}

/** A plan in words; a phone says first whether there is one. */
function Background({ title, body }: { title: string; body: string }) {
  const meta = <span className="fold-short">{body ? text.written : text.notWritten}</span>;
  return (
    <FoldSection title={title} meta={meta}>
      <p className="prose">{body || text.none}</p>
    </FoldSection>
  );
}
