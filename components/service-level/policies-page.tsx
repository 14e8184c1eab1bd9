"use client";

import { type Column, DataTable } from "@/components/patterns/data-table";
import { PolicyPage, PolicySection } from "@/components/patterns/policy-pages";
import { LevelPolicyForm } from "@/components/service-level/policy-form";
import { messages, rateText } from "@/components/service-level/words";
import { call } from "@/lib/client/call";
import { serviceLevelKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Output } from "@/lib/contracts/api/registry";
import type { ServiceLevelPolicy } from "@/lib/contracts/api/resources/service-level";
import { indicatorOf } from "@/lib/domain/service-level/indicator";
import { spanText, termsText } from "@/lib/domain/service-level/words";

type Policies = Output<"listServiceLevelPolicies">;
const text = {
  crumb: "Policies",
  title: "Objectives by tier",
  sentence:
    "What every production environment of a tier promises, when its error budget burns too fast, and what an exhausted one means for changes. Environments with objectives of their own keep those.",
  failed: "The policies could not be brought up to date.",
  standard: "Holdfast's own settings; nobody has changed them.",
  changed: "Changed",
  edit: "Edit…",
  saved: "Set. Environments that follow it have it within a minute.",
} as const;

const NAMES = { tier1: "Tier 1", tier2: "Tier 2", tier3: "Tier 3" } as const;

/** What each tier promises; to be set by whom the fleet trusts with it. */
export function PoliciesPage({ seed, seededAt }: { seed: Policies; seededAt: number }) {
  const query = useSeededQuery<Policies>({
    queryKey: serviceLevelKeys.policies,
    queryFn: ({ signal }) => call("listServiceLevelPolicies", {}, signal),
    seed,
    seededAt,
  });
  const { items } = query.data ?? seed;
  return (
    <PolicyPage here="objectives" words={text} query={query}>
      {items.map((policy) => (
        <PolicySection
          key={policy.tier}
          name={NAMES[policy.tier]}
          policy={policy}
          words={text}
          form={(leave) => <LevelPolicyForm policy={policy} name={NAMES[policy.tier]} {...leave} />}
        >
          <Shown policy={policy} />
        </PolicySection>
      ))}
    </PolicyPage>
  );
}

type Terms = ServiceLevelPolicy["settings"]["objectives"][number];
const COLUMNS: readonly Column<Terms>[] = [
  {
    id: "objective",
    header: "Objective",
    phone: "full",
    className: "nb strong",
    cell: ({ indicator }) => indicatorOf(indicator).title,
  },
  { id: "terms", header: "What is promised", phone: "full", cell: termsText },
];

function Shown({ policy: { settings } }: { policy: ServiceLevelPolicy }) {
  const { objectives, burn, whenExhausted } = settings;
  const alarm = ({ rate, longMinutes, shortMinutes }: typeof burn.fast) =>
    `${rateText(rate)} over ${spanText(longMinutes * 60)} and still over ${spanText(shortMinutes * 60)}`;
  return (
    <>
      {objectives.length === 0 ? <p className="prose">Nothing is promised by default.</p> : null}
      {objectives.length === 0 ? null : (
        <DataTable
          caption={messages.title}
          columns={COLUMNS}
          rows={objectives}
          rowKey={({ indicator }) => indicator}
        />
      )}
      <p className="prose pad-top">
        {`Alarm: burns fast from ${alarm(burn.fast)}; slowly from ${alarm(burn.slow)}.`}{" "}
        {messages.whenExhausted[whenExhausted]}
      </p>
    </>
  );
}
