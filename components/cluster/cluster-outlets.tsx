"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import {
  type LokiFields,
  lokiFields,
  lokiOf,
  reachLines,
  wrongLine,
} from "@/components/cluster/outlet-fields";
import { ErrorState } from "@/components/patterns/error-state";
import { LoadingState } from "@/components/patterns/loading-state";
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
} as const;

const LOKI: readonly { name: keyof LokiFields; label: string }[] = [
  { name: "namespace", label: "Namespace" },
  { name: "service", label: "Service" },
  { name: "port", label: "Port" },
  { name: "namespaceLabel", label: "Label of the namespace" },
  { name: "podLabel", label: "Label of the pod" },
  { name: "containerLabel", label: "Label of the container" },
];

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
      {query.data === undefined ? null : (
        <OutletsForm key={query.data.version} outlets={query.data} onSaved={setSaved} />
      )}
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
  const [reach, setReach] = useState(outlets.reach.join("\n"));
  const [loki, setLoki] = useState<LokiFields>(() => lokiFields(outlets.logsSource));
  const save = useSave(outlets, onSaved);
  const { edit } = outlets.can;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!save.isPending) save.mutate({ reach: reachLines(reach), logsSource: lokiOf(loki) });
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
        onChange={(event) => setReach(event.target.value)}
      />
      <fieldset className="stack-2 field-set">
        <legend className="hint">{text.loki}</legend>
        {LOKI.map(({ name, label }) => (
          <TextField
            key={name}
            label={label}
            value={loki[name]}
            maxLength={63}
            autoComplete="off"
            spellCheck={false}
            readOnly={!edit.allowed}
            inputMode={name === "port" ? "numeric" : "text"}
            problem={save.error?.issueFor(`logsSource.${name}`)}
            onChange={(event) => setLoki({ ...loki, [name]: event.target.value })}
          />
        ))}
      </fieldset>
      {save.error ? <ErrorState error={save.error} what={text.saveFailed} /> : null}
      <div className="hand">
        <Button
          type="submit"
          variant="primary"
          busy={save.isPending}
          disabledReason={edit.allowed ? null : edit.reason}
        >
          {text.save}
        </Button>
      </div>
    </form>
  );
}

type Given = Pick<ClusterOutlets, "reach" | "logsSource">;

function useSave({ clusterId, version }: ClusterOutlets, onSaved: (version: number) => void) {
  const client = useQueryClient();
  return useMutation<ClusterOutlets, ApiError, Given>({
    mutationFn: (body) => call("setClusterOutlets", { params: { clusterId }, body: { ...body, version } }),
    onSuccess: (saved) => {
      client.setQueryData(integrationKeys.outlets(clusterId), saved);
      void client.invalidateQueries({ queryKey: clusterKeys.one(clusterId) });
      onSaved(saved.version);
    },
    onError: (error) => {
      if (error.code === "conflict")
        void client.invalidateQueries({ queryKey: integrationKeys.outlets(clusterId) });
    },
  });
}
