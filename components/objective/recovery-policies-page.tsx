"use client";

import { useState } from "react";
import { GATE_WORDS, messages, TIER_NAMES } from "@/components/objective/messages";
import { RecoveryPolicyForm } from "@/components/objective/recovery-policy-form";
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
    <Page here={text.crumb}>
      <PageHead title={text.title} sentence={text.sentence} />
      <PolicyPages here="recovery" />
      {query.error ? (
        <ErrorState error={query.error} what={text.failed} onRetry={() => void query.refetch()} />
      ) : null}
      {items.map((policy) => (
        <TierPolicy key={policy.tier} policy={policy} />
      ))}
    </Page>
  );
}

function TierPolicy({ policy }: { policy: RecoveryPolicy }) {
  const [state, setState] = useState<"shown" | "edited" | "saved">("shown");
  const { edit } = policy.can;
  const { settings } = policy;
  const button = (
    <Button
      aria-label={`${text.edit} ${TIER_NAMES[policy.tier]}`}
      disabledReason={edit.allowed ? null : edit.reason}
      onClick={() => setState("edited")}
    >
      {text.edit}
    </Button>
  );
  return (
    <Section
      title={TIER_NAMES[policy.tier]}
      meta={<Since policy={policy} />}
      right={state === "edited" ? undefined : button}
    >
      {state === "saved" ? (
        <div className="receipt">
          <Notice tone="good" live>
            {text.saved}
          </Notice>
        </div>
      ) : null}
      {state === "edited" ? (
        <RecoveryPolicyForm
          key={policy.version}
          policy={policy}
          onDone={() => setState("saved")}
          onClose={() => setState("shown")}
        />
      ) : (
        <p className="prose">
          {text.drills(settings.drillEveryDays)} {text.age(settings.proofMaxAgeDays)}{" "}
          {GATE_WORDS[settings.gate]}
        </p>
      )}
    </Section>
  );
}

function Since({ policy }: { policy: RecoveryPolicy }) {
  const zone = useReaderZone() ?? "UTC";
  if (policy.updatedAt === null) return text.standard;
  return (
    <>
      {text.changed} <TimeInZone at={policy.updatedAt} zone={zone} />
    </>
  );
}
