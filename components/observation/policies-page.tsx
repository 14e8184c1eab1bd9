"use client";

import { useState } from "react";
import { messages } from "@/components/observation/messages";
import { PolicyForm } from "@/components/observation/policy-form";
import { Thresholds } from "@/components/observation/watched-section";
import { watchingSentences } from "@/components/observation/watching-words";
import { useReaderZone } from "@/components/patterns/clock";
import { ErrorState } from "@/components/patterns/error-state";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { PolicyPages } from "@/components/patterns/policy-pages";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { call } from "@/lib/client/call";
import { observationKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { ObservationPolicy } from "@/lib/contracts/api/resources/observation";
import { STAGE_NAMES } from "@/lib/domain/catalog/stage";

const text = messages.policies;
type Policies = { items: ObservationPolicy[] };

/** How every stage is watched after a release, in the order of promotion; to be set by whom the fleet trusts with it. */
export function PoliciesPage({ seed, seededAt }: { seed: Policies; seededAt: number }) {
  const query = useSeededQuery<Policies>({
    queryKey: observationKeys.all,
    queryFn: ({ signal }) => call("listObservationPolicies", {}, signal),
    seed,
    seededAt,
  });
  const { items } = query.data ?? seed;
  return (
    <Page here={text.crumb}>
      <PageHead title={text.title} sentence={text.sentence} />
      <PolicyPages here="observation" />
      {query.error ? (
        <ErrorState error={query.error} what={text.failed} onRetry={() => void query.refetch()} />
      ) : null}
      {[...items].reverse().map((policy) => (
        <StagePolicy key={policy.stage} policy={policy} />
      ))}
    </Page>
  );
}

function StagePolicy({ policy }: { policy: ObservationPolicy }) {
  const [editing, setEditing] = useState(false);
  const [saved, setSaved] = useState(false);
  const zone = useReaderZone() ?? "UTC";
  const { edit } = policy.can;
  const open = () => {
    setSaved(false);
    setEditing(true);
  };
  const done = () => {
    setSaved(true);
    setEditing(false);
  };
  const stage = STAGE_NAMES[policy.stage];
  const button = (
    <Button
      aria-label={`${text.edit} ${stage}`}
      disabledReason={edit.allowed ? null : edit.reason}
      onClick={open}
    >
      {text.edit}
    </Button>
  );
  return (
    <Section title={stage} meta={<Since policy={policy} zone={zone} />} right={editing ? undefined : button}>
      {saved ? (
        <div className="receipt">
          <Notice tone="good" live>
            {text.saved}
          </Notice>
        </div>
      ) : null}
      {editing ? (
        <PolicyForm key={policy.version} policy={policy} onDone={done} onClose={() => setEditing(false)} />
      ) : (
        <Shown policy={policy} />
      )}
    </Section>
  );
}

function Since({ policy, zone }: { policy: ObservationPolicy; zone: string }) {
  if (policy.updatedAt === null) return text.standard;
  return (
    <>
      {text.changed} <TimeInZone at={policy.updatedAt} zone={zone} />
    </>
  );
}

function Shown({ policy }: { policy: ObservationPolicy }) {
  const { settings } = policy;
  const watches = settings.soakSeconds > 0 || settings.canarySoakSeconds > 0;
  return (
    <>
      <p className="prose">{watchingSentences(settings, settings.canarySoakSeconds > 0).join(" ")}</p>
      {watches ? <Thresholds settings={settings} /> : null}
    </>
  );
}
