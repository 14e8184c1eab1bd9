"use client";

import { messages as text } from "@/components/approval/messages";
import { ApprovalPolicyForm } from "@/components/approval/policy-form";
import { PolicyPage, PolicySection } from "@/components/patterns/policy-pages";
import { call } from "@/lib/client/call";
import { approvalPolicyKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { ApprovalPolicy } from "@/lib/contracts/api/resources/approval";
import { conditionWords } from "@/lib/domain/change/approval-policy";
import { CLASS_NAMES } from "@/lib/domain/change/classify";
import { sentenceCase } from "@/lib/domain/shared/words";

type Policies = { items: ApprovalPolicy[] };

/** Who approves changes of each class; to be set by whom the fleet trusts with it. */
export function ApprovalPoliciesPage({ seed, seededAt }: { seed: Policies; seededAt: number }) {
  const query = useSeededQuery<Policies>({
    queryKey: approvalPolicyKeys.all,
    queryFn: ({ signal }) => call("listApprovalPolicies", {}, signal),
    seed,
    seededAt,
  });
  const { items } = query.data ?? seed;
  return (
    <PolicyPage here="approvals" words={text} query={query}>
      {items.map((policy) => (
        <PolicySection
          key={policy.class}
          name={CLASS_NAMES[policy.class]}
          policy={policy}
          words={text}
          form={(leave) => <ApprovalPolicyForm policy={policy} {...leave} />}
        >
          <PolicyWords policy={policy} />
        </PolicySection>
      ))}
    </PolicyPage>
  );
}

function PolicyWords({ policy: { settings } }: { policy: ApprovalPolicy }) {
  const { rules, otherwise, approvalDays, reviewDays } = settings;
  const lines = [
    ...rules.map((rule) => ({ where: sentenceCase(conditionWords(rule)), steps: rule.steps })),
    { where: rules.length === 0 ? "In every case" : text.otherwise, steps: otherwise },
  ];
  return (
    <>
      <ul className="rowlist pairs">
        {lines.map(({ where, steps }) => (
          <li key={where}>
            <span className="strong">{where}</span>
            <span className="t2">{steps.map(text.stepWords).join(", then ")}</span>
          </li>
        ))}
      </ul>
      <p className="prose">{text.days(approvalDays, reviewDays)}</p>
    </>
  );
}
