"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { messages } from "@/components/cluster/messages";
import {
  type Fields,
  fieldsOf,
  isTouched,
  settingsOf,
  sourceIssue,
  type TextName,
} from "@/components/cluster/settings-fields";
import type { ClusterView } from "@/components/cluster/words";
import { ErrorState } from "@/components/patterns/error-state";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { clusterKeys } from "@/lib/client/query-keys";

const text = messages.settings;

/** What a person decides about a cluster. Mount it anew (by key) when the cluster's version changes. */
export function ClusterSettings({
  cluster,
  onSaved,
}: {
  cluster: ClusterView;
  onSaved: (saved: ClusterView) => void;
}) {
  const [fields, setFields] = useState<Fields>(() => fieldsOf(cluster));
  const save = useSave(cluster, onSaved);
  const probe = useProbe(cluster.id);
  const { edit } = cluster.can;
  const set = (name: TextName, value: string) => {
    probe.reset();
    setFields((before) => ({ ...before, [name]: value }));
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
      <label className="line">
        <input
          type="checkbox"
          checked={fields.takesDrills}
          disabled={!edit.allowed}
          onChange={({ target }) => setFields((before) => ({ ...before, takesDrills: target.checked }))}
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
      {save.error ? <ErrorState error={save.error} what={text.failed} /> : null}
      <div className="hand">
        <Button
          type="submit"
          variant="primary"
          busy={save.isPending}
          disabledReason={
            edit.allowed ? (isTouched(fields, cluster) ? null : text.nothingChanged) : edit.reason
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

function useSave(cluster: ClusterView, onSaved: (saved: ClusterView) => void) {
  const client = useQueryClient();
  return useMutation<ClusterView, ApiError, Fields>({
    mutationFn: (fields) =>
      call("editCluster", {
        params: { clusterId: cluster.id },
        body: { version: cluster.version, ...settingsOf(fields) },
      }),
    onSuccess: (saved) => {
      client.setQueryData(clusterKeys.one(saved.id), saved);
      void client.invalidateQueries({ queryKey: clusterKeys.lists });
      onSaved(saved);
    },
  });
}

function useProbe(clusterId: string) {
  return useMutation<{ answers: boolean; sentence: string }, ApiError, Fields>({
    mutationFn: ({ namespace, service, port }) =>
      call("probeMetricsSource", { params: { clusterId }, query: { namespace, service, port } }),
  });
}
