"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { messages } from "@/components/cluster/messages";
import {
  type Fields,
  fieldsOf,
  settingsOf,
  sourceIssue,
  type TextName,
} from "@/components/cluster/settings-fields";
import type { ClusterPageView } from "@/components/cluster/words";
import { ErrorState } from "@/components/patterns/error-state";
import { useKeptDraft } from "@/components/patterns/kept-draft";
import { OvertakenNotice, undecided } from "@/components/patterns/moved-on";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { clusterKeys, integrationKeys } from "@/lib/client/query-keys";

const text = messages.settings;

const LABELS: Record<keyof Fields, string> = {
  region: messages.form.region,
  maxOperations: text.maxOperations,
  takesDrills: text.takesDrills,
  namespace: `${text.prometheus}, ${text.namespace}`,
  service: `${text.prometheus}, ${text.service}`,
  port: `${text.prometheus}, ${text.port}`,
};

/** What a person decides about a cluster; what is typed outlives what somebody else saves. */
export function ClusterSettings({
  cluster,
  onSaved,
}: {
  cluster: ClusterPageView;
  onSaved: (saved: ClusterPageView) => void;
}) {
  const stored = fieldsOf(cluster);
  const draft = useKeptDraft<Fields>({ fields: stored, version: cluster.version });
  const { fields } = draft;
  const save = useSave(cluster.id, draft.version, (sent, saved) => {
    draft.saved(sent, { fields: fieldsOf(saved), version: saved.version });
    onSaved(saved);
  });
  const probe = useProbe(cluster.id);
  const { edit } = cluster.can;
  const set = (name: TextName, value: string) => {
    probe.reset();
    draft.set({ [name]: value });
  };
  const problem = (name: TextName) =>
    save.error?.issueFor(name) ??
    save.error?.issueFor(sourceIssue(name)) ??
    (name === "maxOperations" || name === "region" ? null : probe.error?.issueFor(name));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!save.isPending) save.mutate(fields);
  };
  const field = (name: TextName, label: string, hint?: string) => (
    <TextField
      label={label}
      hint={hint}
      value={fields[name]}
      maxLength={63}
      autoComplete="off"
      spellCheck={false}
      readOnly={!edit.allowed}
      inputMode={name === "port" || name === "maxOperations" ? "numeric" : "text"}
      problem={problem(name)}
      onChange={(event) => set(name, event.target.value)}
    />
  );
  const given = fields.namespace !== "" && fields.service !== "" && fields.port !== "";
  return (
    <form onSubmit={submit} noValidate className="stack-2 narrow-form">
      {field("region", messages.form.region)}
      {field("maxOperations", text.maxOperations, text.maxOperationsHint)}
      <label className="choice">
        <input
          type="checkbox"
          checked={fields.takesDrills}
          disabled={!edit.allowed}
          onChange={({ target }) => draft.set({ takesDrills: target.checked })}
        />{" "}
        {text.takesDrills}
      </label>
      <p className="small sub">{text.takesDrillsHint}</p>
      <fieldset className="stack-2 field-set">
        <legend className="hint">{text.sourceHint}</legend>
        {field("namespace", text.namespace)}
        {field("service", text.service)}
        {field("port", text.port)}
      </fieldset>
      {probe.data ? (
        <Notice tone={probe.data.answers ? "good" : "bad"} live>
          {probe.data.sentence}
        </Notice>
      ) : null}
      {probe.error ? <ErrorState error={probe.error} what={text.probeFailed} /> : null}
      <OvertakenNotice draft={draft} stored={stored} edited={cluster.edited} labels={LABELS} />
      {save.error ? <ErrorState error={save.error} what={text.failed} /> : null}
      <div className="hand">
        <Button
          type="submit"
          variant="primary"
          busy={save.isPending}
          disabledReason={
            edit.allowed ? (draft.isTouched ? undecided(draft) : text.nothingChanged) : edit.reason
          }
        >
          {text.save}
        </Button>
        <Button
          onClick={() => probe.mutate(fields)}
          busy={probe.isPending}
          disabledReason={edit.allowed ? (given ? null : text.nothingToTry) : edit.reason}
        >
          {probe.isPending ? text.trying : text.try}
        </Button>
      </div>
    </form>
  );
}

type OnSaved = (sent: Fields, saved: ClusterPageView) => void;

function useSave(clusterId: string, version: number, onSaved: OnSaved) {
  const client = useQueryClient();
  return useMutation<ClusterPageView, ApiError, Fields>({
    mutationFn: (fields) =>
      call("editCluster", { params: { clusterId }, body: { version, ...settingsOf(fields) } }),
    onSuccess: (saved, sent) => {
      onSaved(sent, saved);
      client.setQueryData(clusterKeys.one(saved.id), saved);
      void client.invalidateQueries({ queryKey: clusterKeys.lists });
      void client.invalidateQueries({ queryKey: integrationKeys.outlets(clusterId) });
    },
    onError: (error) => {
      if (error.code === "conflict") void client.invalidateQueries({ queryKey: clusterKeys.one(clusterId) });
    },
  });
}

function useProbe(clusterId: string) {
  return useMutation<{ answers: boolean; sentence: string }, ApiError, Fields>({
    mutationFn: ({ namespace, service, port }) =>
      call("probeMetricsSource", { params: { clusterId }, query: { namespace, service, port } }),
  });
}
