"use client";

import Link from "next/link";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { PolicyPage, PolicySection } from "@/components/patterns/policy-pages";
import { messages } from "@/components/risk/messages";
import { RiskPolicyForm } from "@/components/risk/risk-policy-form";
import { call } from "@/lib/client/call";
import { policyKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { RiskPolicy } from "@/lib/contracts/api/resources/risk";
import { RISK_FACTORS, RISK_TITLES } from "@/lib/domain/risk/settings";

const text = messages.policy;
type Weight = { id: string; title: string; weight: number };
const COLUMNS: readonly Column<Weight>[] = [
  { id: "factor", header: text.factor, cell: ({ title }) => title, phone: "full" },
  { id: "weight", header: text.weight, cell: ({ weight }) => weight, number: true },
];

/** What a change's risk is made of; to be set by whom the fleet trusts with it. */
export function RiskPolicyPage({ seed, seededAt }: { seed: RiskPolicy; seededAt: number }) {
  const query = useSeededQuery<RiskPolicy>({
    queryKey: policyKeys.risk,
    queryFn: ({ signal }) => call("getRiskPolicy", {}, signal),
    seed,
    seededAt,
  });
  const policy = query.data ?? seed;
  const { weights, mediumFrom, highFrom } = policy.settings;
  const rows = RISK_FACTORS.map((id) => ({ id, title: RISK_TITLES[id], weight: weights[id] }));
  return (
    <PolicyPage here="risk" words={text} query={query}>
      <PolicySection
        name={text.name}
        policy={policy}
        words={text}
        form={(leave) => <RiskPolicyForm policy={policy} {...leave} />}
      >
        <p className="prose">{text.bands(mediumFrom, highFrom)}</p>
        <DataTable caption={text.name} columns={COLUMNS} rows={rows} rowKey={({ id }) => id} />
        <p className="prose pad-top">
          <Link href="/risk">{text.calibration}</Link>
        </p>
      </PolicySection>
    </PolicyPage>
  );
}
