"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import {
  type LokiFields,
  lokiOf,
  type OutletFields,
  outletFields,
  reachLines,
  wrongLine,
} from "@/components/cluster/outlet-fields";
import { ErrorState } from "@/components/patterns/error-state";
import { useKeptDraft } from "@/components/patterns/kept-draft";
import { LoadingState } from "@/components/patterns/loading-state";
import { OvertakenNotice, undecided } from "@/components/patterns/moved-on";
import { Section } from "@/components/patterns/section";
import { Button } from "@/components/ui/button";
import { TextArea, TextField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { clusterKeys, integrationKeys } from "@/lib/client/query-keys";
import type { ClusterOutlets } from "@/lib/contracts/api/resources/outlets";

const text = {
  title: "Integrations and logs",
  failed: "What may be called from here could not be loaded.",
  loading: "Loading what may be called from here",
  reach: "What checks of integrations may call",
  reachHint:
    "One line each: a name, *.domain, an address or a network such as 10.20.0.0/16 or fd00:20::/48, with :port where only one is meant ([fd00:20::7]:8443). Nothing else is called.",
  loki: "The Loki that keeps the logs of this cluster's pods. Leave it empty to read the pods themselves.",
  save: "Save this",
  saved: "Saved. Checks heed it from their next turn on.",
  saveFailed: "It was not saved.",
  nothingChanged: "Nothing has been changed.",
} as const;

const LOKI: readonly { name: keyof LokiFields; label: string }[] = [
  { name: "namespace", label: "Namespace" },
  { name: "service", label: "Service" },
  { name: "port", label: "Port" },
  { name: "namespaceLabel", label: "Label of the namespace" },
  { name: "podLabel", label: "Label of the pod" },
  { name: "containerLabel", label: "Label of the container" },
];

const LABELS: Record<keyof OutletFields, string> = {
  reach: text.reach,
  namespace: "Loki, namespace",
  service: "Loki, service",
  port: "Loki, port",
  namespaceLabel: "Loki, label of the namespace",
  podLabel: "Loki, label of the pod",
  containerLabel: "Loki, label of the container",
};

/** What may be called from a cluster by checks of integrations, and where its logs are kept. */
export function ClusterOutletsSection({ clusterId }: { clusterId: string }) {
  const query = useQuery<ClusterOutlets, ApiError>({
    queryKey: integrationKeys.outlets(clusterId),
    queryFn: ({ signal }) => call("getClusterOutlets", { params: { clusterId } }, signal),
  });
  const [saved, setSaved] = useState<number | null>(null);
  return (
    <Section title={text.title}>
      {query.error ? (
        <ErrorState error={query.error} what={text.failed} onRetry={() => void query.refetch()} />
      ) : null}
      {query.isPending ? <LoadingState label={text.loading} /> : null}
      {query.data === undefined ? null : <OutletsForm outlets={query.data} onSaved={setSaved} />}
      {saved !== null && saved === query.data?.version ? (
        <div className="receipt">
          <Notice tone="good" live>
            {text.saved}
          </Notice>
        </div>
      ) : null}
    </Section>
  );
}

type OutletsFormProps = { outlets: ClusterOutlets; onSaved: (version: number) => void };

function OutletsForm({ outlets, onSaved }: OutletsFormProps) {
  const stored = outletFields(outlets);
  const draft = useKeptDraft<OutletFields>({ fields: stored, version: outlets.version });
  const { fields } = draft;
  const { reach } = fields;
  const save = useSave(outlets.clusterId, draft.version, (sent, saved) => {
    draft.saved(sent, { fields: outletFields(saved), version: saved.version });
    onSaved(saved.version);
  });
  const { edit } = outlets.can;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!save.isPending) save.mutate(fields);
  };
  return (
    <form onSubmit={submit} noValidate className="stack-2 narrow-form">
      <TextArea
        label={text.reach}
        hint={text.reachHint}
        rows={5}
        value={reach}
        maxLength={20_000}
        spellCheck={false}
        readOnly={!edit.allowed}
        problem={wrongLine(save.error?.issues ?? [], reachLines(reach))}
        onChange={(event) => draft.set({ reach: event.target.value })}
      />
      <fieldset className="stack-2 field-set">
        <legend className="hint">{text.loki}</legend>
        {LOKI.map(({ name, label }) => (
          <TextField
            key={name}
            label={label}
            value={fields[name]}
            maxLength={63}
            autoComplete="off"
            spellCheck={false}
            readOnly={!edit.allowed}
            inputMode={name === "port" ? "numeric" : "text"}
            problem={save.error?.issueFor(`logsSource.${name}`)}
            onChange={(event) => draft.set({ [name]: event.target.value })}
          />
        ))}
      </fieldset>
      <OvertakenNotice draft={draft} stored={stored} edited={outlets.edited} labels={LABELS} />
      {save.error ? <ErrorState error={save.error} what={text.saveFailed} /> : null}
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
      </div>
    </form>
  );
}

type OnSaved = (sent: OutletFields, saved: ClusterOutlets) => void;

function useSave(clusterId: string, version: number, onSaved: OnSaved) {
  const client = useQueryClient();
  return useMutation<ClusterOutlets, ApiError, OutletFields>({
    mutationFn: (fields) =>
      call("setClusterOutlets", {
        params: { clusterId },
        body: { reach: reachLines(fields.reach), logsSource: lokiOf(fields), version },
      }),
    onSuccess: (saved, sent) => {
      onSaved(sent, saved);
      client.setQueryData(integrationKeys.outlets(clusterId), saved);
      void client.invalidateQueries({ queryKey: clusterKeys.one(clusterId) });
    },
    onError: (error) => {
      if (error.code === "conflict")
        void client.invalidateQueries({ queryKey: integrationKeys.outlets(clusterId) });
    },
  });
}
