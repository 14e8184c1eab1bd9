"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Ticks } from "@/components/calendar/ticks";
import { TIER_NAMES } from "@/components/objective/messages";
import { ErrorState } from "@/components/patterns/error-state";
import { Button } from "@/components/ui/button";
import { SelectField, TextArea, TextField } from "@/components/ui/field";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { changeKeys, changeTemplateKeys } from "@/lib/client/query-keys";
import type { Input } from "@/lib/contracts/api/registry";
import type { ChangeTemplate } from "@/lib/contracts/api/resources/change-template";
import { STAGE_NAMES, STAGES } from "@/lib/domain/catalog/stage";
import { CHANGE_FLAGS, FLAG_NAMES } from "@/lib/domain/change/flags";

type Body = Input<"createChangeTemplate">["body"];
const TIERS = ["tier1", "tier2", "tier3"] as const;
const DEFAULTS = { maxModulesChanged: 3, maxFailurePercent: 10, failureWindow: 10, validDays: 180 };
const NUMBERS = [
  ["maxModulesChanged", "Modules that may change"],
  ["maxFailurePercent", "Percent of its changes that may fail"],
  ["failureWindow", "Counted over its last changes"],
  ["validDays", "Days it counts from now"],
] as const;

/** Limits of a template; saving them is approving what fits, in one's own name. */
export function TemplateForm({
  template,
  onClose,
}: {
  template: ChangeTemplate | null;
  onClose: () => void;
}) {
  const [name, setName] = useState(template?.name ?? "");
  const [description, setDescription] = useState(template?.description ?? "");
  const [stages, setStages] = useState<readonly string[]>(template?.stages ?? ["dev"]);
  const [tiers, setTiers] = useState<readonly string[]>(template?.tiers ?? TIERS);
  const [flags, setFlags] = useState<readonly string[]>(template?.flagsAllowed ?? []);
  const [patchOnly, setPatchOnly] = useState((template?.patchOnly ?? true) ? "yes" : "no");
  const [numbers, setNumbers] = useState<Record<string, string>>(() =>
    Object.fromEntries(
      NUMBERS.map(([key]) => [
        key,
        String((template as Record<string, unknown> | null)?.[key] ?? DEFAULTS[key]),
      ]),
    ),
  );
  const client = useQueryClient();
  const mutation = useMutation<ChangeTemplate, ApiError, Body>({
    mutationFn: ({ name: wanted, ...limits }) =>
      template === null
        ? call("createChangeTemplate", { body: { name: wanted, ...limits } })
        : call("editChangeTemplate", {
            params: { templateId: template.id },
            body: { version: template.version, ...limits },
          }),
    onSuccess: onClose,
    onSettled: () => {
      for (const queryKey of [changeTemplateKeys.all, changeKeys.all])
        void client.invalidateQueries({ queryKey });
    },
  });
  const number = (key: string) => (/^\s*\d{1,3}\s*$/.test(numbers[key] ?? "") ? Number(numbers[key]) : -1);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (mutation.isPending) return;
    mutation.mutate({
      ...{ name: name.trim(), description: description.trim(), patchOnly: patchOnly === "yes" },
      stages: STAGES.filter((stage) => stages.includes(stage)),
      tiers: TIERS.filter((tier) => tiers.includes(tier)),
      flagsAllowed: CHANGE_FLAGS.filter((flag) => flags.includes(flag)),
      ...{ maxModulesChanged: number("maxModulesChanged"), maxFailurePercent: number("maxFailurePercent") },
      ...{ failureWindow: number("failureWindow"), validDays: number("validDays") },
    });
  };
  const { error } = mutation;
  return (
    <form onSubmit={submit} noValidate className="stack-2 narrow-form">
      {template === null ? (
        <TextField
          label="Name"
          value={name}
          maxLength={80}
          problem={error?.issueFor("name")}
          onChange={(event) => setName(event.target.value)}
        />
      ) : null}
      <TextArea
        label="What it is for"
        value={description}
        maxLength={500}
        onChange={(event) => setDescription(event.target.value)}
      />
      <Ticks
        legend="Stages"
        choices={STAGES.map((value) => ({ value, label: STAGE_NAMES[value] }))}
        chosen={stages}
        problem={error?.issueFor("stages")}
        onChange={setStages}
      />
      <Ticks
        legend="Tiers"
        choices={TIERS.map((value) => ({ value, label: TIER_NAMES[value] }))}
        chosen={tiers}
        problem={error?.issueFor("tiers")}
        onChange={setTiers}
      />
      <Ticks
        legend="It may touch, beside code"
        choices={CHANGE_FLAGS.map((value) => ({ value, label: FLAG_NAMES[value] }))}
        chosen={flags}
        problem={error?.issueFor("flagsAllowed")}
        onChange={setFlags}
      />
      <SelectField
        label="Versions"
        value={patchOnly}
        choices={[
          { value: "yes", label: "Only patches: the last part of a version" },
          { value: "no", label: "Any newer version" },
        ]}
        onChange={(event) => setPatchOnly(event.target.value)}
      />
      {NUMBERS.map(([key, label]) => (
        <TextField
          key={key}
          label={label}
          inputMode="numeric"
          maxLength={3}
          value={numbers[key] ?? ""}
          problem={error?.issueFor(key)}
          onChange={(event) => setNumbers((held) => ({ ...held, [key]: event.target.value }))}
        />
      ))}
      {error ? <ErrorState error={error} what="The template was not saved." /> : null}
      <div className="row-tags">
        <Button variant="primary" type="submit" busy={mutation.isPending}>
          {template === null ? "Approve beforehand" : "Approve these limits"}
        </Button>
        <Button onClick={onClose}>Keep as it is</Button>
      </div>
    </form>
  );
}
