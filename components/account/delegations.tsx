"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { DelegationForm } from "@/components/account/delegation-form";
import { delegationMessages as text } from "@/components/account/delegation-messages";
import { ErrorState } from "@/components/patterns/error-state";
import { useReader } from "@/components/patterns/reader";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Button } from "@/components/ui/button";
import { Glyph } from "@/components/ui/glyph";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { delegationKeys } from "@/lib/client/query-keys";
import type { Delegations as Answer, Delegation } from "@/lib/contracts/api/resources/governance";

/** Whom I lend my right to decide while I am away, and whose I hold. */
export function Delegations() {
  const [giving, setGiving] = useState(false);
  const client = useQueryClient();
  const query = useQuery<Answer, ApiError>({
    queryKey: delegationKeys.all,
    queryFn: ({ signal }) => call("listMyDelegations", {}, signal),
  });
  const revoke = useMutation<Answer, ApiError, string>({
    mutationFn: (delegationId) => call("revokeDelegation", { params: { delegationId } }),
    onSuccess: (answer) => client.setQueryData(delegationKeys.all, answer),
  });
  const answer = query.data;
  const give = answer?.can.give;
  const button = (
    <Button
      disabledReason={give?.allowed ? null : (give?.reason ?? text.loading)}
      onClick={() => setGiving(true)}
    >
      {text.give}
    </Button>
  );
  return (
    <Section title={text.title} meta={text.note} right={giving ? undefined : button}>
      {query.error ? (
        <ErrorState error={query.error} what={text.failed} onRetry={() => void query.refetch()} />
      ) : null}
      {revoke.error ? <ErrorState error={revoke.error} what={text.notRevoked} /> : null}
      {giving && answer ? <DelegationForm answer={answer} onClose={() => setGiving(false)} /> : null}
      {answer === undefined ? (
        <p className="prose">{text.loading}</p>
      ) : answer.given.length + answer.held.length === 0 ? (
        <p className="prose">{text.none}</p>
      ) : (
        <ul className="people">
          {answer.given.map((one) => (
            <Line
              key={one.id}
              delegation={one}
              words={text.to(one.to.name)}
              busy={revoke.isPending && revoke.variables === one.id}
              onRevoke={() => revoke.mutate(one.id)}
            />
          ))}
          {answer.held.map((one) => (
            <Line
              key={one.id}
              delegation={one}
              words={text.from(one.from.name)}
              busy={false}
              onRevoke={null}
            />
          ))}
        </ul>
      )}
    </Section>
  );
}

const TONES = { coming: "wait", standing: "good", over: "unknown", revoked: "unknown" } as const;
type LineProps = { delegation: Delegation; words: string; busy: boolean; onRevoke: (() => void) | null };

function Line({ delegation, words, busy, onRevoke }: LineProps) {
  const { timeZone } = useReader();
  const { state, scope, reason, startsAt, endsAt, can } = delegation;
  return (
    <li>
      <Glyph tone={TONES[state]} label={text.states[state]} />
      <span className="strong">{words}</span>
      <span className="t2">
        {scope}, <TimeInZone at={startsAt} zone={timeZone} /> – <TimeInZone at={endsAt} zone={timeZone} />,{" "}
        {text.states[state]}. {reason}
      </span>
      <span>
        {onRevoke !== null && can.revoke.allowed ? (
          <Button busy={busy} aria-label={`${text.revoke}: ${words}`} onClick={onRevoke}>
            {text.revoke}
          </Button>
        ) : null}
      </span>
    </li>
  );
}
