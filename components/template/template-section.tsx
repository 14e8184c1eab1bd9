"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { FlagTags } from "@/components/evidence/flag-tags";
import { TIER_NAMES } from "@/components/objective/messages";
import { AsOpened } from "@/components/patterns/moved-on";
import { useReader } from "@/components/patterns/reader";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { TemplateForm } from "@/components/template/template-form";
import { Button } from "@/components/ui/button";
import { State } from "@/components/ui/glyph";
import { Notice } from "@/components/ui/notice";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { changeKeys, changeTemplateKeys } from "@/lib/client/query-keys";
import type { ChangeTemplate } from "@/lib/contracts/api/resources/change-template";
import { STAGE_NAMES } from "@/lib/domain/catalog/stage";

const ConfirmWithReason = dynamic(() =>
  import("@/components/patterns/confirm-with-reason").then((module) => module.ConfirmWithReason),
);

const STATES = {
  good: { tone: "good", word: "Counts" },
  suspended: { tone: "bad", word: "Suspended" },
  expired: { tone: "warn", word: "Expired" },
  retired: { tone: "unknown", word: "Retired" },
} as const;

const MOVES = {
  takeUp: {
    operation: "takeUpChangeTemplate",
    action: "Take it up again",
    effect: "Failures until now count no more, and what fits is approved at once again.",
  },
  retire: {
    operation: "retireChangeTemplate",
    action: "Retire",
    effect:
      "It covers nothing any more, for good. What it approved and has not started is decided on by people.",
  },
} as const;

/** One template: its limits, how its changes went, and what may be done with it. */
export function TemplateSection({ template }: { template: ChangeTemplate }) {
  const [editing, setEditing] = useState(false);
  const state = STATES[template.state];
  const { can } = template;
  return (
    <Section
      title={template.name}
      meta={<State tone={state.tone}>{state.word}</State>}
      right={
        editing || template.state === "retired" ? undefined : (
          <span className="row-tags">
            {template.state === "suspended" ? <MoveButton template={template} move="takeUp" /> : null}
            <Button
              aria-label={`Edit ${template.name}`}
              disabledReason={can.edit.allowed ? null : can.edit.reason}
              onClick={() => setEditing(true)}
            >
              Edit
            </Button>
            <MoveButton template={template} move="retire" />
          </span>
        )
      }
    >
      {template.state === "suspended" ? <Notice tone="bad">{template.suspendedReason}</Notice> : null}
      {editing ? (
        <AsOpened now={template}>
          {(opened, moved) => (
            <>
              {moved}
              <TemplateForm template={opened} onClose={() => setEditing(false)} />
            </>
          )}
        </AsOpened>
      ) : (
        <Limits template={template} />
      )}
    </Section>
  );
}

function Limits({ template }: { template: ChangeTemplate }) {
  const { timeZone } = useReader();
  const { ended } = template;
  return (
    <>
      {template.description ? <p className="prose">{template.description}</p> : null}
      <p className="prose">
        {template.stages.map((stage) => STAGE_NAMES[stage]).join(", ")};{" "}
        {template.tiers.map((tier) => TIER_NAMES[tier]).join(", ")}. At most {template.maxModulesChanged}{" "}
        modules change
        {template.patchOnly ? ", only by a patch" : ""}.{" "}
        {template.flagsAllowed.length === 0 ? "It touches nothing beside code." : "It may touch:"}
      </p>
      <FlagTags flags={template.flagsAllowed} />
      <p className="prose sub">
        Approved by {template.approvedBy.name}, until <TimeInZone at={template.validUntil} zone={timeZone} />.
        Of its last {template.failureWindow} changes {template.maxFailurePercent} % may fail; so far{" "}
        {ended.failed} of {ended.count} did.
      </p>
    </>
  );
}

function MoveButton({ template, move }: { template: ChangeTemplate; move: keyof typeof MOVES }) {
  const [asked, setAsked] = useState(false);
  const client = useQueryClient();
  const words = MOVES[move];
  const can = template.can[move];
  const mutation = useMutation<unknown, ApiError, string>({
    mutationFn: (reason) =>
      call(words.operation, {
        params: { templateId: template.id },
        body: { version: template.version, reason },
      }),
    onSuccess: () => setAsked(false),
    onSettled: () => {
      for (const queryKey of [changeTemplateKeys.all, changeKeys.all])
        void client.invalidateQueries({ queryKey });
    },
  });
  return (
    <>
      <Button
        aria-label={`${words.action} ${template.name}`}
        disabledReason={can.allowed ? null : can.reason}
        onClick={() => setAsked(true)}
      >
        {words.action}
      </Button>
      {asked ? (
        <ConfirmWithReason
          title={`${words.action}: ${template.name}`}
          effect={words.effect}
          confirmLabel={words.action}
          danger={move === "retire"}
          reasonLabel="Reason"
          busy={mutation.isPending}
          error={mutation.error}
          failed="Nothing was changed."
          onConfirm={(reason) => mutation.mutate(reason)}
          onClose={() => setAsked(false)}
        />
      ) : null}
    </>
  );
}
