"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { messages } from "@/components/observation/messages";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { ErrorState } from "@/components/patterns/error-state";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { State } from "@/components/ui/glyph";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { operationKeys } from "@/lib/client/query-keys";
import type { Output } from "@/lib/contracts/api/registry";
import type { ReleaseEffectBrief } from "@/lib/contracts/api/resources/observation";

const text = messages.effect;
type Effects = Output<"listReleaseEffects">;

const COLUMNS: readonly Column<ReleaseEffectBrief>[] = [
  {
    id: "effect",
    header: text.verdict,
    className: "nb",
    phone: "full",
    cell: ({ effect }) => <State tone={text.tones[effect]}>{text.words[effect]}</State>,
  },
  {
    id: "where",
    header: "Where",
    phone: "full",
    cell: ({ tenant, environment, operation, sentence }) => (
      <>
        <Link className="lead-link" href={`/operations/${operation.id}`}>
          {tenant.name}, {environment.name}
        </Link>
        <div className="t2">{sentence}</div>
      </>
    ),
  },
  {
    id: "from",
    header: "Arrived",
    className: "nb",
    cell: ({ from, environment }) => <TimeInZone at={from} zone={environment.timeZone} />,
  },
];

/** How the release did wherever it arrived. */
export function ReleaseEffects({ releaseId }: { releaseId: string }) {
  const query = useQuery<Effects, ApiError>({
    queryKey: operationKeys.effectsOf(releaseId),
    queryFn: ({ signal }) => call("listReleaseEffects", { params: { releaseId } }, signal),
  });
  const items = query.data?.items ?? [];
  return (
    <Section title={text.title} meta={query.data === undefined ? undefined : items.length}>
      {query.error ? (
        <ErrorState error={query.error} what={text.failed} onRetry={() => void query.refetch()} />
      ) : null}
      {query.isPending ? <p className="prose">{text.loading}</p> : null}
      {query.data !== undefined && items.length === 0 ? <p className="prose">{text.nowhere}</p> : null}
      {items.length === 0 ? null : (
        <DataTable
          caption={text.title}
          columns={COLUMNS}
          rows={items}
          rowKey={({ operation }) => operation.id}
        />
      )}
    </Section>
  );
}
