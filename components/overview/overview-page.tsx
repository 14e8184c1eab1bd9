"use client";

import { ComingEvents } from "@/components/calendar/coming";
import { FleetHeat } from "@/components/health/fleet-heat";
import { StandingHolds } from "@/components/hold/standing-holds";
import { Fleet } from "@/components/overview/fleet";
import { messages } from "@/components/overview/messages";
import { NeedsMe } from "@/components/overview/needs-me";
import { RecentChanges } from "@/components/overview/recent-changes";
import { RunningOperations } from "@/components/overview/running-operations";
import { ErrorState } from "@/components/patterns/error-state";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { call } from "@/lib/client/call";
import { overviewKeys } from "@/lib/client/query-keys";
import { HEALTH_AGES_MS, useSeededQuery } from "@/lib/client/seeded-query";
import type { Output } from "@/lib/contracts/api/registry";

type OverviewPageProps = { seed: Output<"getOverview">; seededAt: number };

/** What needs me, what runs, how the fleet is, what was changed last. */
export function OverviewPage({ seed, seededAt }: OverviewPageProps) {
  const { data, error, refetch } = useSeededQuery({
    queryKey: overviewKeys.all,
    queryFn: ({ signal }) => call("getOverview", {}, signal),
    seed,
    seededAt,
    everyMs: HEALTH_AGES_MS,
  });
  const overview = data ?? seed;
  return (
    <Page here={messages.title}>
      <PageHead title={messages.title} titleHidden sentence={<Sentence text={overview.sentence} />} />
      {error ? <ErrorState error={error} what={messages.failed} onRetry={() => void refetch()} /> : null}
      <StandingHolds holds={overview.holds} more={overview.holdTotal > overview.holds.length} />
      <div className="cols side-cols">
        <NeedsMe {...overview} />
        <RunningOperations operations={overview.running} total={overview.runningTotal} />
      </div>
      <Fleet overview={overview} />
      <FleetHeat />
      <ComingEvents />
      <RecentChanges changes={overview.recent} />
    </Page>
  );
}

/** The first sentence is what a person would say first; it stands out. */
function Sentence({ text }: { text: string }) {
  const end = text.indexOf(". ");
  if (end === -1) return <b>{text}</b>;
  return (
    <>
      <b>{text.slice(0, end + 1)}</b>
      {text.slice(end + 1)}
    </>
  );
}
