"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ClusterOutletsSection } from "@/components/cluster/cluster-outlets";
import { ClusterSettings } from "@/components/cluster/cluster-settings";
import { messages } from "@/components/cluster/messages";
import { PrivilegeTable } from "@/components/cluster/privilege-table";
import { type ClusterPageView, type ClusterView, REACH_TONES } from "@/components/cluster/words";
import { ErrorState } from "@/components/patterns/error-state";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { useReader } from "@/components/patterns/reader";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Button } from "@/components/ui/button";
import { State } from "@/components/ui/glyph";
import { Notice } from "@/components/ui/notice";
import { call } from "@/lib/client/call";
import { clusterKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";

const text = messages.page;

/** One cluster: does it answer, which version, what may Holdfast do there. */
export function ClusterPage({ seed, seededAt }: { seed: ClusterPageView; seededAt: number }) {
  const { timeZone } = useReader();
  const query = useSeededQuery({
    queryKey: clusterKeys.one(seed.id),
    queryFn: ({ signal }) => call("getCluster", { params: { clusterId: seed.id } }, signal),
    seed,
    seededAt,
  });
  const cluster = query.data ?? seed;
  const check = useCheck(cluster.id);
  const [savedVersion, setSavedVersion] = useState<number | null>(null);
  const held = cluster.privileges.filter((privilege) => privilege.allowed).length;
  const checked = cluster.checkedAt ? (
    <TimeInZone at={cluster.checkedAt} zone={timeZone} form="second" />
  ) : (
    text.never
  );
  return (
    <Page trail={[{ label: messages.clusters, href: "/clusters" }]} here={cluster.name}>
      <PageHead
        title={cluster.name}
        state={
          <>
            <State tone={REACH_TONES[cluster.reachability]}>{messages.reach[cluster.reachability]}</State>
            <Button
              onClick={() => check.mutate()}
              busy={check.isPending}
              disabledReason={cluster.can.check.allowed ? null : cluster.can.check.reason}
            >
              {check.isPending ? text.checking : text.check}
            </Button>
          </>
        }
        sentence={<ClusterSentence cluster={cluster} held={held} />}
        facts={[
          { name: "Region", value: cluster.region },
          { name: "Version", value: cluster.serverVersion ?? "not known" },
          { name: "Server", value: <span className="mono">{cluster.server}</span> },
          { name: text.environments, value: cluster.environmentCount },
          { name: messages.settings.operations, value: cluster.maxOperations },
          { name: messages.settings.prometheus, value: sourceText(cluster) },
          { name: "Checked", value: checked },
        ]}
      />
      {query.error ? (
        <ErrorState error={query.error} what={text.failed} onRetry={() => void query.refetch()} />
      ) : null}
      {check.error ? <ErrorState error={check.error} what={text.checkFailed} /> : null}
      {check.isSuccess ? (
        <div className="receipt">
          <Notice tone="good" live>
            {text.checked}
          </Notice>
        </div>
      ) : null}
      <Section title={messages.settings.title}>
        <ClusterSettings cluster={cluster} onSaved={({ version }) => setSavedVersion(version)} />
        {savedVersion === cluster.version ? (
          <div className="receipt">
            <Notice tone="good" live>
              {messages.settings.saved}
            </Notice>
          </div>
        ) : null}
      </Section>
      <ClusterOutletsSection clusterId={cluster.id} />
      <Section title={text.privileges} meta={text.privilegesMeta(held, cluster.privileges.length)}>
        <PrivilegeTable privileges={cluster.privileges} />
      </Section>
    </Page>
  );
}

function sourceText({ metricsSource }: ClusterView) {
  if (metricsSource === null) return messages.settings.noPrometheus;
  const { namespace, service, port } = metricsSource;
  return <span className="mono">{`${service}.${namespace}:${port}`}</span>;
}

function useCheck(clusterId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call("checkCluster", { params: { clusterId } }),
    onSuccess: (cluster) => client.setQueryData(clusterKeys.one(clusterId), cluster),
  });
}

function ClusterSentence({ cluster, held }: { cluster: ClusterView; held: number }) {
  const missing = cluster.privileges.length - held;
  return (
    <>
      <span className={cluster.reachability === "unreachable" ? "bad-w" : undefined}>
        {cluster.reachabilityNote || messages.reachSentence[cluster.reachability]}
      </span>{" "}
      {missing > 0 ? (
        <span className="bad-w">
          {missing === 1 ? "One privilege is missing." : `${missing} privileges are missing.`}
        </span>
      ) : (
        "Every privilege needed is held."
      )}
    </>
  );
}
