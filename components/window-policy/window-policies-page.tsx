"use client";

import { TIER_NAMES } from "@/components/objective/messages";
import { PolicyPage, PolicySection } from "@/components/patterns/policy-pages";
import { messages as text } from "@/components/window-policy/messages";
import { WindowPolicyForm } from "@/components/window-policy/window-policy-form";
import { call } from "@/lib/client/call";
import { windowPolicyKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { WindowPolicy } from "@/lib/contracts/api/resources/window-policy";

type Policies = { items: WindowPolicy[] };

/** How strictly changes of every tier must fit into their windows. */
export function WindowPoliciesPage({ seed, seededAt }: { seed: Policies; seededAt: number }) {
  const query = useSeededQuery<Policies>({
    queryKey: windowPolicyKeys.all,
    queryFn: ({ signal }) => call("listWindowPolicies", {}, signal),
    seed,
    seededAt,
  });
  const { items } = query.data ?? seed;
  return (
    <PolicyPage here="windows" words={text} query={query}>
      {items.map((policy) => (
        <PolicySection
          key={policy.tier}
          name={TIER_NAMES[policy.tier]}
          policy={policy}
          words={text}
          form={(leave) => <WindowPolicyForm policy={policy} {...leave} />}
        >
          <p className="prose">
            {text.gates[policy.settings.gate]}{" "}
            {policy.settings.gate === "off" ? null : text.margin(policy.settings.marginMinutes)}
          </p>
        </PolicySection>
      ))}
    </PolicyPage>
  );
}
