"use client";

import { GATE_WORDS, messages, TIER_NAMES } from "@/components/objective/messages";
import { RecoveryPolicyForm } from "@/components/objective/recovery-policy-form";
import { PolicyPage, PolicySection } from "@/components/patterns/policy-pages";
import { call } from "@/lib/client/call";
import { objectiveKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { RecoveryPolicy } from "@/lib/contracts/api/resources/recovery-policy";

const text = messages.policies;
type Policies = { items: RecoveryPolicy[] };

/** What every tier asks of its recovery proof; to be set by whom the fleet trusts with it. */
export function RecoveryPoliciesPage({ seed, seededAt }: { seed: Policies; seededAt: number }) {
  const query = useSeededQuery<Policies>({
    queryKey: objectiveKeys.policies,
    queryFn: ({ signal }) => call("listRecoveryPolicies", {}, signal),
    seed,
    seededAt,
  });
  const { items } = query.data ?? seed;
  return (
    <PolicyPage here="recovery" words={text} query={query}>
      {items.map((policy) => (
        <TierPolicy key={policy.tier} policy={policy} />
      ))}
    </PolicyPage>
  );
}

function TierPolicy({ policy }: { policy: RecoveryPolicy }) {
  const { settings } = policy;
  return (
    <PolicySection
      name={TIER_NAMES[policy.tier]}
      policy={policy}
      words={text}
      form={(leave) => <RecoveryPolicyForm policy={policy} {...leave} />}
    >
      <p className="prose">
        {text.drills(settings.drillEveryDays)} {text.age(settings.proofMaxAgeDays)}{" "}
        {GATE_WORDS[settings.gate]}
      </p>
    </PolicySection>
  );
}
