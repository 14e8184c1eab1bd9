"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { ErrorState } from "@/components/patterns/error-state";
import { Section } from "@/components/patterns/section";
import { STATE_WORDS } from "@/components/restore/words";
import { State } from "@/components/ui/glyph";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { environmentKeys } from "@/lib/client/query-keys";
import type { Output } from "@/lib/contracts/api/registry";

const MOST = 10;
type ChangeRestoresProps = { changeId: string; environmentId: string };

/** Evidence of a change whose data were taken back with it: what was compared, and the page to be printed. */
export function ChangeRestores({ changeId, environmentId }: ChangeRestoresProps) {
  const query = useQuery<Output<"listRestores">, ApiError>({
    queryKey: [...environmentKeys.one(environmentId), "restores-of", changeId],
    queryFn: ({ signal }) => call("listRestores", { query: { changeId, limit: MOST } }, signal),
  });
  const items = query.data?.items ?? [];
  if (query.error === null && items.length === 0) return null;
  return (
    <Section title="Data taken back with it">
      {query.error ? <ErrorState error={query.error} what="The restores could not be read." /> : null}
      {items.map(({ id, number, state, sentence, reconciled }) => (
        <p key={id} className="prose">
          <State tone={STATE_WORDS[state].tone}>{STATE_WORDS[state].word}</State>{" "}
          <Link href={`/restore/${id}`}>{number}</Link>: {sentence}
          {reconciled === null ? null : <span className="sub"> Reconciliation: {reconciled}</span>}
        </p>
      ))}
    </Section>
  );
}
