"use client";

import { useState } from "react";
import { DraftSection } from "@/components/gate-policy/draft";
import { messages as text } from "@/components/gate-policy/messages";
import { RuleForm } from "@/components/gate-policy/rule-form";
import { RuleTable } from "@/components/gate-policy/rule-table";
import { useGatePolicyAct } from "@/components/gate-policy/use-gate-policy";
import { FactTable, VersionTable } from "@/components/gate-policy/version-table";
import { useReaderZone } from "@/components/patterns/clock";
import { ConfirmWithReason } from "@/components/patterns/confirm-with-reason";
import { PolicyPage } from "@/components/patterns/policy-pages";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Button } from "@/components/ui/button";
import { call } from "@/lib/client/call";
import { policyKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { GatePolicy, ListedRule } from "@/lib/contracts/api/resources/gate-policy";

/** The written rules of the gates: what holds, the draft beside it, and the versions before. */
export function GatePolicyPage({ seed, seededAt }: { seed: GatePolicy; seededAt: number }) {
  const query = useSeededQuery<GatePolicy>({
    queryKey: policyKeys.gates,
    queryFn: ({ signal }) => call("getGatePolicy", {}, signal),
    seed,
    seededAt,
  });
  const policy = query.data ?? seed;
  const [edited, setEdited] = useState<ListedRule | "new" | null>(null);
  const [removed, setRemoved] = useState<ListedRule | null>(null);
  const { edit } = policy.can;
  const blocked = edit.allowed ? null : (edit.reason ?? "");
  const revision = policy.draft?.revision ?? 0;
  const rules = policy.draft?.rules ?? policy.active.rules;
  const leave = () => setEdited(null);
  return (
    <PolicyPage here="gates" words={text} query={query}>
      {policy.draft ? <DraftSection draft={policy.draft} blocked={blocked} /> : null}
      {edited === null ? null : (
        <RuleForm
          key={edited === "new" ? "new" : edited.id}
          rule={edited === "new" ? null : edited}
          revision={revision}
          onDone={leave}
          onClose={leave}
        />
      )}
      <Section
        title={policy.draft ? text.draft.rules : text.holds.title}
        meta={policy.draft ? text.draft.nothingHolds : <Since policy={policy} />}
        right={
          <Button disabledReason={blocked} onClick={() => setEdited("new")}>
            {text.holds.add}
          </Button>
        }
      >
        {rules.length === 0 ? (
          <p className="prose">{text.holds.none}</p>
        ) : (
          <RuleTable
            caption={policy.draft ? text.draft.caption : text.holds.caption}
            rules={rules}
            acts={{ blocked, onEdit: setEdited, onRemove: setRemoved }}
          />
        )}
      </Section>
      <VersionTable versions={policy.versions} />
      <FactTable facts={policy.facts} />
      {removed === null ? null : (
        <Removal rule={removed} revision={revision} onClose={() => setRemoved(null)} />
      )}
    </PolicyPage>
  );
}

function Since({ policy: { active } }: { policy: GatePolicy }) {
  const zone = useReaderZone() ?? "UTC";
  if (active.number === 0 || active.since === null) return <>{text.holds.shipped}</>;
  return (
    <>
      {text.holds.version(active.number)} <TimeInZone at={active.since} zone={zone} />
    </>
  );
}

type RemovalProps = { rule: ListedRule; revision: number; onClose: () => void };

function Removal({ rule, revision, onClose }: RemovalProps) {
  const words = text.removing;
  const act = useGatePolicyAct(onClose);
  return (
    <ConfirmWithReason
      danger
      title={words.title(rule.title)}
      effect={words.effect}
      confirmLabel={words.confirm}
      reasonLabel={null}
      busy={act.isPending}
      error={act.error}
      failed={words.failed}
      onConfirm={() => act.mutate({ verb: "remove", body: { revision, ruleId: rule.id } })}
      onClose={onClose}
    />
  );
}
