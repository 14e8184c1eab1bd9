"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { ErrorState } from "@/components/patterns/error-state";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { Section } from "@/components/patterns/section";
import { Timeline } from "@/components/patterns/timeline";
import { ImpactSection } from "@/components/train/impact-section";
import { messages } from "@/components/train/messages";
import { ReleasePlaces } from "@/components/train/release-places";
import { RingLanes } from "@/components/train/ring-lanes";
import {
  TrainDecisionBar,
  TrainDecisionPanel,
  TrainQuestion,
  useTrainDecision,
} from "@/components/train/train-decision";
import { TRAIN_WORDS } from "@/components/train/words";
import { State } from "@/components/ui/glyph";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { trainKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Train, TrainImpact } from "@/lib/contracts/api/resources/train";

const text = messages.page;
const BEFORE_START: readonly string[] = ["draft", "in_review", "approved"];
const HAS_RUN: readonly string[] = ["halted", "stopped", "succeeded"];

/** A train: where it stands, its rings, whom it touches, and the decision. */
export function TrainPage({ seed, seededAt }: { seed: Train; seededAt: number }) {
  const query = useSeededQuery({
    queryKey: trainKeys.one(seed.id),
    queryFn: ({ signal }) => call("getTrain", { params: { trainId: seed.id } }, signal),
    seed,
    seededAt,
  });
  const train = query.data ?? seed;
  const before = BEFORE_START.includes(train.state);
  const impact = useQuery<TrainImpact, ApiError>({
    queryKey: trainKeys.impact(train.id),
    queryFn: ({ signal }) => call("getTrainImpact", { params: { trainId: train.id } }, signal),
    enabled: before,
  });
  const decision = useTrainDecision(train, impact.data);
  return (
    <Page trail={[{ label: messages.trains, href: "/trains" }]} here={train.number}>
      <Head train={train} />
      {query.error ? (
        <ErrorState error={query.error} what={text.failed} onRetry={() => void query.refetch()} />
      ) : null}
      <div className="with-panel">
        <div>
          {HAS_RUN.includes(train.state) ? <ReleasePlaces train={train} /> : null}
          {before ? (
            <ImpactSection
              impact={impact.data}
              error={impact.error}
              zone={train.timeZone}
              onRetry={() => void impact.refetch()}
            />
          ) : (
            <Section title={text.rings} meta={text.ringsMeta(train.rings.length, train.haltAfterFailures)}>
              <RingLanes train={train} />
            </Section>
          )}
          <div className="cols two-cols">
            <Prose title={text.reason} body={train.reason} />
            <Prose title={text.rollbackPlan} body={train.rollbackPlan} />
            <Prose title={text.fallback} body={train.fallback} />
            <Prose title={text.communication} body={train.communication} />
          </div>
          <Section title={text.timeline}>
            <Timeline entries={train.timeline} zone={train.timeZone} />
          </Section>
        </div>
        <TrainDecisionPanel train={train} state={decision} />
      </div>
      <TrainDecisionBar train={train} state={decision} />
      <TrainQuestion train={train} state={decision} />
    </Page>
  );
}

function Head({ train }: { train: Train }) {
  const words = TRAIN_WORDS[train.state];
  return (
    <PageHead
      title={train.title}
      state={<State tone={words.tone}>{words.word}</State>}
      sentence={
        <>
          Takes {train.release.name} over {messages.list.shape(train.rings.length, train.environments)}.{" "}
          <b>{train.sentence}</b>
        </>
      }
      facts={[
        { name: "Asked by", value: train.requester.name },
        {
          name: "Release",
          value: <Link href={`/releases/${train.release.id}`}>{train.release.name}</Link>,
        },
      ]}
    />
  );
}

function Prose({ title, body }: { title: string; body: string }) {
  return (
    <Section title={title}>
      <p className="prose">{body || text.none}</p>
    </Section>
  );
}
