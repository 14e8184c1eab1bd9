"use client";

import { messages } from "@/components/observation/messages";
import { PolicyForm } from "@/components/observation/policy-form";
import { Thresholds } from "@/components/observation/watched-section";
import { watchingSentences } from "@/components/observation/watching-words";
import { PolicyPage, PolicySection } from "@/components/patterns/policy-pages";
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
    <PolicyPage here="observation" words={text} query={query}>
      {[...items].reverse().map((policy) => (
        <StagePolicy key={policy.stage} policy={policy} />
      ))}
    </PolicyPage>
  );
}

function StagePolicy({ policy }: { policy: ObservationPolicy }) {
  return (
    <PolicySection
      name={STAGE_NAMES[policy.stage]}
      policy={policy}
      words={text}
      form={(leave) => <PolicyForm policy={policy} {...leave} />}
    >
      <Shown policy={policy} />
    </PolicySection>
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
