"use client";

import { useState } from "react";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { EmptyState } from "@/components/patterns/empty-state";
import { ErrorState } from "@/components/patterns/error-state";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { useReader } from "@/components/patterns/reader";
import { Section } from "@/components/patterns/section";
import { RelativeTime, TimeInZone } from "@/components/patterns/time-in-zone";
import { CreateIdentityForm } from "@/components/service-identity/create-identity-form";
import { IdentityActions } from "@/components/service-identity/identity-actions";
import { type Issued, TokenOnce } from "@/components/service-identity/token-once";
import { Button } from "@/components/ui/button";
import { State } from "@/components/ui/glyph";
import { Tag } from "@/components/ui/tag";
import { call } from "@/lib/client/call";
import { serviceIdentityKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Output } from "@/lib/contracts/api/registry";
import type { ServiceIdentity } from "@/lib/contracts/api/resources/service-identity";

type Seed = Output<"listServiceIdentities">;

const STATES = {
  good: { tone: "good", word: "Counts" },
  expired: { tone: "warn", word: "Expired" },
  revoked: { tone: "bad", word: "Revoked" },
} as const;

const columns = (onIssued: (issued: Issued) => void): readonly Column<ServiceIdentity>[] => [
  {
    id: "state",
    header: "State",
    className: "nb",
    cell: ({ state }) => <State tone={STATES[state].tone}>{STATES[state].word}</State>,
  },
  {
    id: "name",
    header: "Identity",
    phone: "full",
    cell: (row) => (
      <>
        <span className="mono strong">{row.name}</span>
        <div className="t2">{row.revokedReason || row.purpose}</div>
      </>
    ),
  },
  {
    id: "rights",
    header: "May",
    phone: "full",
    cell: (row) => (
      <span className="row-tags">
        {row.rights.map((right) => (
          <Tag key={right}>{right}</Tag>
        ))}
      </span>
    ),
  },
  {
    id: "token",
    header: "Token",
    className: "nb",
    cell: (row) => <span className="mono">…{row.tokenHint}</span>,
  },
  { id: "expires", header: "Until", className: "nb", cell: (row) => <Moment at={row.expiresAt} /> },
  { id: "used", header: "Last used", className: "nb", cell: (row) => <LastUsed at={row.lastUsedAt} /> },
  {
    id: "actions",
    header: <span className="sr">Actions</span>,
    cell: (row) => <IdentityActions identity={row} onIssued={onIssued} />,
  },
];

function Moment({ at }: { at: string }) {
  const { timeZone } = useReader();
  return <TimeInZone at={at} zone={timeZone} />;
}

function LastUsed({ at }: { at: string | null }) {
  const { timeZone } = useReader();
  return at === null ? <span className="sub">never</span> : <RelativeTime at={at} zone={timeZone} />;
}

/** Machines that deliver releases and evidence; none of them ever decides, starts or waives. */
export function ServiceIdentitiesPage({ seed, seededAt }: { seed: Seed; seededAt: number }) {
  const [creating, setCreating] = useState(false);
  const [issued, setIssued] = useState<Issued | null>(null);
  const query = useSeededQuery<Seed>({
    queryKey: serviceIdentityKeys.all,
    queryFn: ({ signal }) => call("listServiceIdentities", {}, signal),
    seed,
    seededAt,
  });
  const { items, can } = query.data ?? seed;
  const show = (one: Issued) => {
    setCreating(false);
    setIssued(one);
  };
  return (
    <Page here="Service identities">
      <PageHead
        title="Service identities"
        state={
          creating ? null : (
            <Button
              variant="primary"
              disabledReason={can.create.allowed ? null : can.create.reason}
              onClick={() => setCreating(true)}
            >
              Create one
            </Button>
          )
        }
        sentence="Machines that speak to the API with a token, such as a build pipeline. They deliver releases and show what was tried with them; none of them approves, starts or waives anything."
      />
      {query.error ? (
        <ErrorState
          error={query.error}
          what="The list could not be brought up to date."
          onRetry={() => void query.refetch()}
        />
      ) : null}
      {issued === null ? null : <TokenOnce issued={issued} onClose={() => setIssued(null)} />}
      {creating ? (
        <Section title="A new identity">
          <CreateIdentityForm onIssued={show} onClose={() => setCreating(false)} />
        </Section>
      ) : null}
      <Section title="Identities" meta={items.length}>
        {items.length === 0 ? (
          <EmptyState title="None yet">Create one for the pipeline that builds your images.</EmptyState>
        ) : (
          <DataTable
            caption="Service identities"
            columns={columns(show)}
            rows={items}
            rowKey={(row) => row.id}
          />
        )}
      </Section>
    </Page>
  );
}
