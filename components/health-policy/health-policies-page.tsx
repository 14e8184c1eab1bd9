"use client";

import { LimitsForm } from "@/components/health-policy/limits-form";
import { LimitsTable } from "@/components/health-policy/limits-table";
import { messages as text } from "@/components/health-policy/messages";
import { Questions } from "@/components/health-policy/questions";
import { TIER_NAMES } from "@/components/objective/messages";
import { PolicyPage, PolicySection } from "@/components/patterns/policy-pages";
import { call } from "@/lib/client/call";
import { healthPolicyKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Input } from "@/lib/contracts/api/registry";
import type { HealthPolicy, HealthQuestions } from "@/lib/contracts/api/resources/health-policy";

type Policies = { items: HealthPolicy[] };
type HealthPoliciesPageProps = {
  filter: Input<"listHealthQuestions">["query"];
  seed: Policies;
  questions: HealthQuestions;
  seededAt: number;
};

/** From where signals warn and are broken in every tier, and what Prometheus is asked. */
export function HealthPoliciesPage({ filter, seed, questions, seededAt }: HealthPoliciesPageProps) {
  const query = useSeededQuery<Policies>({
    queryKey: healthPolicyKeys.all,
    queryFn: ({ signal }) => call("listHealthPolicies", {}, signal),
    seed,
    seededAt,
  });
  const { items } = query.data ?? seed;
  return (
    <PolicyPage here="health" words={text} query={query}>
      {items.map((policy) => (
        <PolicySection
          key={policy.tier}
          name={TIER_NAMES[policy.tier]}
          policy={policy}
          words={text}
          form={(leave) => <LimitsForm policy={policy} {...leave} />}
        >
          <LimitsTable policy={policy} />
        </PolicySection>
      ))}
      <Questions filter={filter} seed={questions} seededAt={seededAt} />
    </PolicyPage>
  );
}
