"use client";

import { useQuery } from "@tanstack/react-query";
import { HoldNotice, HoldSentence } from "@/components/hold/hold-notice";
import { messages } from "@/components/hold/messages";
import { useHoldEnd } from "@/components/hold/use-holds";
import { ErrorState } from "@/components/patterns/error-state";
import { Notice } from "@/components/ui/notice";
import { call } from "@/lib/client/call";
import { holdKeys } from "@/lib/client/query-keys";
import type { EnvironmentBrief } from "@/lib/contracts/api/resources/catalog";
import type { HoldMark } from "@/lib/contracts/api/resources/hold";

const SHOWN = 10;

/** The holds an environment is under: its own, its tenant's, the fleet's. Nothing while none stands. */
export function EnvironmentHolds({ environment }: { environment: EnvironmentBrief }) {
  const { hold } = environment;
  useHoldEnd(hold?.until);
  return hold === null ? null : <Standing environment={environment} first={hold} />;
}

function Standing({ environment, first }: { environment: EnvironmentBrief; first: HoldMark }) {
  const query = { environmentId: environment.id, active: "true", limit: SHOWN } as const;
  const holds = useQuery({
    queryKey: holdKeys.list(query),
    queryFn: ({ signal }) => call("listHolds", { query }, signal),
  });
  const zone = environment.timeZone;
  const items = holds.data?.items ?? [];
  return (
    <div className="receipt stack-2">
      {holds.error ? (
        <ErrorState error={holds.error} what={messages.listFailed} onRetry={() => void holds.refetch()} />
      ) : null}
      {items.length === 0 ? (
        <Notice tone="warn">
          <HoldSentence what={messages.coveredFrom(first.level, environment)} hold={first} zone={zone} />
        </Notice>
      ) : (
        items.map((hold) => <HoldNotice key={hold.id} hold={hold} zone={zone} />)
      )}
      <p className="small sub">
        {messages.effect} {holds.data?.nextCursor ? messages.moreHere : null}
      </p>
    </div>
  );
}
