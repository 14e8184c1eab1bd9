"use client";

import { useState } from "react";
import { messages as text } from "@/components/approval/messages";
import { Outcome } from "@/components/approval/outcome";
import { RuleFields } from "@/components/approval/rule-fields";
import { StepFields } from "@/components/approval/step-fields";
import { PolicyForm, useSetPolicy } from "@/components/patterns/policy-form";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { call } from "@/lib/client/call";
import { approvalPolicyKeys, changeKeys } from "@/lib/client/query-keys";
import type { ApprovalPolicy } from "@/lib/contracts/api/resources/approval";
import { APPROVAL_BOUNDS } from "@/lib/domain/change/approval-policy";

type Settings = ApprovalPolicy["settings"];
type FormProps = { policy: ApprovalPolicy; onDone: () => void; onClose: () => void };

/** Who approves changes of one class, to be set anew. */
export function ApprovalPolicyForm({ policy, onDone, onClose }: FormProps) {
  const { settings } = policy;
  const [approval, setApproval] = useState(String(settings.approvalDays));
  const [review, setReview] = useState(settings.reviewDays === null ? "" : String(settings.reviewDays));
  const [rules, setRules] = useState(settings.rules);
  const [otherwise, setOtherwise] = useState(settings.otherwise);
  const mutation = useSetPolicy<ApprovalPolicy, Settings>(
    (wanted) =>
      call("editApprovalPolicy", {
        params: { class: policy.class },
        body: { version: policy.version, settings: wanted },
      }),
    { policies: approvalPolicyKeys.all, rest: [changeKeys.all], onDone },
  );
  const approvalDays = daysOf(approval, APPROVAL_BOUNDS.approvalDays);
  const reviewDays = review.trim() === "" ? null : daysOf(review, APPROVAL_BOUNDS.reviewDays);
  const reviewWrong = review.trim() !== "" && reviewDays === null;
  const submit = () => {
    if (approvalDays === null || reviewWrong) return;
    mutation.mutate({ approvalDays, reviewDays, rules, otherwise });
  };
  return (
    <PolicyForm
      words={text}
      mutation={mutation}
      other={
        <Button
          disabledReason={
            rules.length >= APPROVAL_BOUNDS.rules ? `At most ${APPROVAL_BOUNDS.rules} lines.` : null
          }
          onClick={() =>
            setRules([...rules, { stages: ["production"], tiers: [], flags: [], steps: otherwise }])
          }
        >
          {text.addLine}
        </Button>
      }
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label={text.approvalDays}
        inputMode="numeric"
        maxLength={3}
        value={approval}
        problem={approvalDays === null ? text.number : null}
        onChange={(event) => setApproval(event.target.value)}
      />
      <TextField
        label={text.reviewDays}
        inputMode="numeric"
        maxLength={3}
        value={review}
        problem={reviewWrong ? text.number : null}
        onChange={(event) => setReview(event.target.value)}
      />
      {rules.map((rule, index) => (
        <RuleFields
          // biome-ignore lint/suspicious/noArrayIndexKey: a line has no identity but its place
          key={index}
          position={index + 1}
          rule={rule}
          onChange={(next) => setRules(rules.map((one, at) => (at === index ? next : one)))}
          onRemove={() => setRules(rules.filter((_, at) => at !== index))}
        />
      ))}
      <fieldset className="stack-2">
        <legend className="strong">{text.otherwise}</legend>
        <StepFields steps={otherwise} onChange={setOtherwise} />
      </fieldset>
      <Outcome of={policy.class} settings={{ approvalDays: 1, reviewDays, rules, otherwise }} />
    </PolicyForm>
  );
}

function daysOf(written: string, { min, max }: { min: number; max: number }): number | null {
  const days = /^\s*\d{1,3}\s*$/.test(written) ? Number(written) : 0;
  return days < min || days > max ? null : days;
}
