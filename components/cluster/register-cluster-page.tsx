"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type ChangeEvent, type FormEvent, useId, useState } from "react";
import { messages } from "@/components/cluster/messages";
import type { ClusterView } from "@/components/cluster/words";
import { ErrorState } from "@/components/patterns/error-state";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { Button } from "@/components/ui/button";
import { TextArea, TextField } from "@/components/ui/field";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { clusterKeys } from "@/lib/client/query-keys";

const text = messages.form;
const LARGEST_FILE_BYTES = 100_000;
const EMPTY = { name: "", region: "", kubeconfig: "", context: "" };
type Fields = typeof EMPTY;

/** Register a cluster by kubeconfig; the answer's page shows what the checks found. */
export function RegisterClusterPage() {
  const [fields, setFields] = useState<Fields>(EMPTY);
  const register = useRegister();
  const set = (name: keyof Fields, value: string) => setFields((before) => ({ ...before, [name]: value }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!register.isPending) register.mutate(fields);
  };
  const problem = (name: keyof Fields) => register.error?.issueFor(name);
  return (
    <Page trail={[{ label: messages.clusters, href: "/clusters" }]} here={messages.register}>
      <PageHead title={messages.register} sentence={text.sentence} />
      <form onSubmit={submit} noValidate className="stack-2 narrow-form">
        <TextField
          label={text.name}
          hint={text.nameHint}
          value={fields.name}
          maxLength={40}
          autoComplete="off"
          spellCheck={false}
          problem={problem("name")}
          onChange={(event) => set("name", event.target.value)}
        />
        <TextField
          label={text.region}
          hint={text.regionHint}
          value={fields.region}
          maxLength={60}
          autoComplete="off"
          problem={problem("region")}
          onChange={(event) => set("region", event.target.value)}
        />
        <TextArea
          label={text.kubeconfig}
          hint={text.kubeconfigHint}
          value={fields.kubeconfig}
          maxLength={LARGEST_FILE_BYTES}
          rows={10}
          spellCheck={false}
          className="input area mono"
          problem={problem("kubeconfig")}
          onChange={(event) => set("kubeconfig", event.target.value)}
        />
        <KubeconfigFile onRead={(content) => set("kubeconfig", content)} />
        <TextField
          label={text.context}
          hint={text.contextHint}
          value={fields.context}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          problem={problem("context")}
          onChange={(event) => set("context", event.target.value)}
        />
        {register.error ? <ErrorState error={register.error} what={text.failed} /> : null}
        <div>
          <Button type="submit" variant="primary" busy={register.isPending}>
            {text.submit}
          </Button>
        </div>
      </form>
    </Page>
  );
}

function KubeconfigFile({ onRead }: { onRead: (content: string) => void }) {
  const id = useId();
  const [problem, setProblem] = useState<string | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const choose = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    if (!file) return;
    const tooBig = file.size > LARGEST_FILE_BYTES;
    setProblem(tooBig ? text.tooBig : null);
    setChosen(file.name);
    if (!tooBig) onRead(await file.text());
  };
  return (
    <div className="field">
      <div className="file-pick">
        <label className="btn" htmlFor={id}>
          {text.file}
        </label>
        <span className="sub">{chosen ?? text.noFile}</span>
        <input
          id={id}
          className="sr"
          type="file"
          accept=".yaml,.yml,.conf,.config,text/*"
          onChange={(event) => void choose(event)}
        />
      </div>
      {problem ? (
        <div className="problem" role="alert">
          {problem}
        </div>
      ) : null}
    </div>
  );
}

function useRegister() {
  const router = useRouter();
  const client = useQueryClient();
  return useMutation<ClusterView, ApiError, Fields>({
    mutationFn: ({ name, region, kubeconfig, context }) =>
      call("registerCluster", {
        body: { name, region, kubeconfig, ...(context.trim() ? { context: context.trim() } : {}) },
      }),
    onSuccess: (cluster) => {
      client.setQueryData(clusterKeys.one(cluster.id), cluster);
      void client.invalidateQueries({ queryKey: clusterKeys.lists });
      router.push(`/clusters/${cluster.id}`);
    },
  });
}
