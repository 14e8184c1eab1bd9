"use client";

import { EvidencePolicyForm } from "@/components/evidence/evidence-policy-form";
import { TIER_NAMES } from "@/components/objective/messages";
import { PolicyPage, PolicySection } from "@/components/patterns/policy-pages";
import { Tag } from "@/components/ui/tag";
import { call } from "@/lib/client/call";
import { evidencePolicyKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { EvidencePolicy } from "@/lib/contracts/api/resources/evidence";
import { FLAG_NAMES } from "@/lib/domain/change/flags";
import { EVIDENCE_KINDS, EVIDENCE_NAMES, type EvidenceKind } from "@/lib/domain/evidence/kind";

const WORDS = {
  crumb: "Policies",
  title: "Evidence",
  sentence:
    "What has to be shown about an image before it may enter production, by the tier of the plant; UAT says beforehand what will be missing.",
  failed: "The policies could not be brought up to date.",
  standard: "Holdfast's own",
  changed: "changed",
  edit: "Edit",
  saved: "Saved. Every gate asks by it from now on.",
} as const;

type Policies = { items: EvidencePolicy[] };

/** What evidence every tier asks for, and from which numbers on it warns or fails. */
export function EvidencePoliciesPage({ seed, seededAt }: { seed: Policies; seededAt: number }) {
  const query = useSeededQuery<Policies>({
    queryKey: evidencePolicyKeys.all,
    queryFn: ({ signal }) => call("listEvidencePolicies", {}, signal),
    seed,
    seededAt,
  });
  const { items } = query.data ?? seed;
  return (
    <PolicyPage here="evidence" words={WORDS} query={query}>
      {items.map((policy) => (
        <PolicySection
          key={policy.tier}
          name={TIER_NAMES[policy.tier]}
          policy={policy}
          words={WORDS}
          form={(leave) => <EvidencePolicyForm policy={policy} {...leave} />}
        >
          <Shown settings={policy.settings} />
        </PolicySection>
      ))}
    </PolicyPage>
  );
}

function Shown({ settings }: Pick<EvidencePolicy, "settings">) {
  const { tests, security } = settings;
  return (
    <>
      <ul className="fact-lines">
        {EVIDENCE_KINDS.map((kind) => (
          <li key={kind}>
            <span className="strong">{EVIDENCE_NAMES[kind]}</span>
            <Asked kind={kind} settings={settings} />
          </li>
        ))}
      </ul>
      <p className="prose">
        Tests fail above {tests.failAbove} failures and warn above {tests.warnSkippedPercent} % skipped. A
        scan fails above {security.failCriticalAbove} critical or {security.failHighAbove} high findings and
        warns above {security.warnMediumAbove} medium ones.
      </p>
    </>
  );
}

function Asked({ kind, settings }: { kind: EvidenceKind; settings: EvidencePolicy["settings"] }) {
  const rule = settings.kinds[kind];
  if (rule.asked === "never") return <span className="sub">not asked for</span>;
  return (
    <span className="row-tags">
      {rule.asked === "always" ? <span>every release</span> : null}
      {rule.asked === "flagged" ? rule.flags.map((flag) => <Tag key={flag}>{FLAG_NAMES[flag]}</Tag>) : null}
      <span className="sub">at most {rule.maxAgeDays} days old</span>
    </span>
  );
}
