"use client";

import { PolicyForm } from "@/components/backup/policy-form";
import { TIER_NAMES, policyMessages as text } from "@/components/backup/policy-messages";
import { PolicyOutcome } from "@/components/backup/policy-outcome";
import { PolicyPage, PolicySection } from "@/components/patterns/policy-pages";
import { call } from "@/lib/client/call";
import { backupPolicyKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { BackupPolicy } from "@/lib/contracts/api/resources/backup";

type Policies = { items: BackupPolicy[] };

/** How each tier is backed up, kept and proven; to be set by whom the fleet trusts with it. */
export function BackupPoliciesPage({ seed, seededAt }: { seed: Policies; seededAt: number }) {
  const query = useSeededQuery<Policies>({
    queryKey: backupPolicyKeys.all,
    queryFn: ({ signal }) => call("listBackupPolicies", {}, signal),
    seed,
    seededAt,
  });
  const { items } = query.data ?? seed;
  return (
    <PolicyPage here="backups" words={text} query={query}>
      {items.map((policy) => (
        <TierPolicy key={policy.tier} policy={policy} />
      ))}
    </PolicyPage>
  );
}

function TierPolicy({ policy }: { policy: BackupPolicy }) {
  return (
    <PolicySection
      name={TIER_NAMES[policy.tier]}
      policy={policy}
      words={text}
      form={(leave) => <PolicyForm policy={policy} {...leave} />}
    >
      <PolicyOutcome preview={policy.preview} verifyEveryDays={policy.settings.verifyEveryDays} />
      <p className="small sub">{text.followed(policy.environments)}</p>
    </PolicySection>
  );
}
