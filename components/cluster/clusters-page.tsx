"use client";

import Link from "next/link";
import { messages } from "@/components/cluster/messages";
import { type ClusterView, REACH_TONES } from "@/components/cluster/words";
import { type Column, DataTable, Pager } from "@/components/patterns/data-table";
import { EmptyState } from "@/components/patterns/empty-state";
import { ErrorState } from "@/components/patterns/error-state";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { useReader } from "@/components/patterns/reader";
import { Section } from "@/components/patterns/section";
import { RelativeTime } from "@/components/patterns/time-in-zone";
import { State } from "@/components/ui/glyph";
import { LinkButton } from "@/components/ui/link-button";
import { call } from "@/lib/client/call";
import { clusterKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Input, Output } from "@/lib/contracts/api/registry";

export type ClusterFilter = Omit<Input<"listClusters">["query"], "limit">;
type ClustersPageProps = { filter: ClusterFilter; seed: Output<"listClusters">; seededAt: number };

const text = messages.list;

const COLUMNS: readonly Column<ClusterView>[] = [
  {
    id: "reach",
    header: "State",
    className: "nb",
    phone: "full",
    cell: (cluster) => (
      <State tone={REACH_TONES[cluster.reachability]}>{messages.reach[cluster.reachability]}</State>
    ),
  },
  {
    id: "name",
    header: "Cluster",
    phone: "full",
    cell: (cluster) => (
      <>
        <Link className="lead-link" href={`/clusters/${cluster.id}`} data-row>
          {cluster.name}
        </Link>
        <div className="t2">{cluster.reachabilityNote || messages.reachSentence[cluster.reachability]}</div>
      </>
    ),
  },
  { id: "region", header: "Region", className: "nb", cell: (cluster) => cluster.region },
  {
    id: "version",
    header: "Version",
    className: "nb",
    cell: (cluster) => cluster.serverVersion ?? "not known",
  },
  { id: "environments", header: "Environments", number: true, cell: (cluster) => cluster.environmentCount },
  {
    id: "checked",
    header: "Checked",
    className: "nb",
    phone: "hide",
    cell: (cluster) => <Checked cluster={cluster} />,
  },
];

function Checked({ cluster }: { cluster: ClusterView }) {
  const { timeZone } = useReader();
  return cluster.checkedAt ? <RelativeTime at={cluster.checkedAt} zone={timeZone} /> : messages.page.never;
}

/** Registered clusters. */
export function ClustersPage({ filter, seed, seededAt }: ClustersPageProps) {
  const reader = useReader();
  const query = useSeededQuery({
    queryKey: clusterKeys.list(filter),
    queryFn: ({ signal }) => call("listClusters", { query: filter }, signal),
    seed,
    seededAt,
  });
  const page = query.data ?? seed;
  const silent = page.items.filter((cluster) => cluster.reachability !== "reachable").length;
  const register = reader.can.registerCluster.allowed ? (
    <LinkButton href="/clusters/new" variant="primary" keyHint="n">
      {messages.register}
    </LinkButton>
  ) : undefined;
  return (
    <Page here={messages.clusters}>
      <PageHead
        title={messages.clusters}
        state={register}
        sentence={text.sentence(page.items.length, silent)}
      />
      <Section title={text.title} meta={text.note}>
        {query.error ? (
          <ErrorState error={query.error} what={text.failed} onRetry={() => void query.refetch()} />
        ) : null}
        {page.items.length === 0 ? (
          <EmptyState title={text.empty}>{text.emptyMore}</EmptyState>
        ) : (
          <DataTable
            caption={messages.clusters}
            columns={COLUMNS}
            rows={page.items}
            rowKey={(cluster) => cluster.id}
          />
        )}
        <Pager path="/clusters" filter={filter} shown={page.items.length} nextCursor={page.nextCursor} />
      </Section>
    </Page>
  );
}
