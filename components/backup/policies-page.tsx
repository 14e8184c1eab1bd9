"use client";

import { useState } from "react";
import { PolicyForm } from "@/components/backup/policy-form";
import { TIER_NAMES, policyMessages as text } from "@/components/backup/policy-messages";
import { PolicyOutcome } from "@/components/backup/policy-outcome";
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
    <Page here={text.crumb}>
      <PageHead title={text.title} sentence={text.sentence} />
      <PolicyPages here="backups" />
      {query.error ? (
        <ErrorState error={query.error} what={text.failed} onRetry={() => void query.refetch()} />
      ) : null}
      {items.map((policy) => (
        <TierPolicy key={policy.tier} policy={policy} />
      ))}
    </Page>
  );
}

function TierPolicy({ policy }: { policy: BackupPolicy }) {
  const [editing, setEditing] = useState(false);
  const [saved, setSaved] = useState(false);
  const zone = useReaderZone() ?? "UTC";
  const { edit } = policy.can;
  const tier = TIER_NAMES[policy.tier];
  const open = () => {
    setSaved(false);
    setEditing(true);
  };
  const done = () => {
    setSaved(true);
    setEditing(false);
  };
  const button = (
    <Button
      aria-label={`${text.edit} ${tier}`}
      disabledReason={edit.allowed ? null : edit.reason}
      onClick={open}
    >
      {text.edit}
    </Button>
  );
  return (
    <Section title={tier} meta={<Since policy={policy} zone={zone} />} right={editing ? undefined : button}>
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
        <>
          <PolicyOutcome preview={policy.preview} verifyEveryDays={policy.settings.verifyEveryDays} />
          <p className="small sub">{text.followed(policy.environments)}</p>
        </>
      )}
    </Section>
  );
}

function Since({ policy, zone }: { policy: BackupPolicy; zone: string }) {
  if (policy.updatedAt === null) return text.standard;
  return (
    <>
      {text.changed} <TimeInZone at={policy.updatedAt} zone={zone} />
    </>
  );
}
