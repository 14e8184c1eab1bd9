"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { StoreForm } from "@/components/backup/store-form";
import { storeMessages as text } from "@/components/backup/store-messages";
import { ErrorState } from "@/components/patterns/error-state";
import { LoadingState } from "@/components/patterns/loading-state";
import { Section } from "@/components/patterns/section";
import { RelativeTime } from "@/components/patterns/time-in-zone";
import { Button } from "@/components/ui/button";
import { State } from "@/components/ui/glyph";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { tenantKeys } from "@/lib/client/query-keys";
import type { BackupStore, BackupStoreOfTenant } from "@/lib/contracts/api/resources/backup";

const storeKey = (tenantId: string) => [...tenantKeys.one(tenantId), "backup-store"] as const;

/** Where a tenant's backups lie, whether the storage answers, and the way to set it. */
export function StoreSection({ tenantId, timeZone }: { tenantId: string; timeZone: string }) {
  const [editing, setEditing] = useState(false);
  const client = useQueryClient();
  const queryKey = storeKey(tenantId);
  const query = useQuery<BackupStoreOfTenant, ApiError>({
    queryKey,
    queryFn: ({ signal }) => call("getBackupStore", { params: { tenantId } }, signal),
  });
  const check = useMutation<BackupStore, ApiError, void>({
    mutationFn: () => call("checkBackupStore", { params: { tenantId } }),
    onSuccess: () => void client.invalidateQueries({ queryKey }),
  });
  const known = query.data;
  const edit = known?.can.edit;
  const store = known?.store ?? null;
  const buttons =
    known === undefined || editing ? undefined : (
      <>
        {store === null ? null : (
          <Button
            disabledReason={store.can.check.allowed ? null : store.can.check.reason}
            busy={check.isPending}
            onClick={() => check.mutate()}
          >
            {text.check}
          </Button>
        )}
        <Button
          disabledReason={edit?.allowed === true ? null : edit?.reason}
          onClick={() => setEditing(true)}
        >
          {store === null ? text.set : text.change}
        </Button>
      </>
    );
  const done = () => {
    setEditing(false);
    void client.invalidateQueries({ queryKey });
  };
  return (
    <Section title={text.title} right={buttons}>
      {query.isPending ? <LoadingState label={text.loading} /> : null}
      {query.error ? (
        <ErrorState error={query.error} what={text.failed} onRetry={() => void query.refetch()} />
      ) : null}
      {check.error ? <ErrorState error={check.error} what={text.notChecked} /> : null}
      {known !== undefined && editing ? (
        <StoreForm tenantId={tenantId} store={store} onDone={done} onClose={() => setEditing(false)} />
      ) : null}
      {known !== undefined && !editing ? <Shown store={store} timeZone={timeZone} /> : null}
    </Section>
  );
}

function Shown({ store, timeZone }: { store: BackupStore | null; timeZone: string }) {
  if (store === null) return <p className="prose">{text.none}</p>;
  const { repository, hasCredentials, backups, checked, immutability } = store;
  const { facts } = text;
  const answer =
    checked === null ? (
      facts[repository.startsWith("s3:") ? "never" : "path"]
    ) : (
      <>
        <State tone={checked.answers ? "good" : "bad"}>{checked.sentence}</State>{" "}
        <RelativeTime at={checked.at} zone={timeZone} />
      </>
    );
  const lines = [
    [
      facts.place,
      <span key="place" className="mono wrap-any">
        {repository}
      </span>,
    ],
    [facts.credentials, hasCredentials ? facts.sealed : facts.noCredentials],
    [facts.backups, backups],
    [facts.answer, answer],
    [facts.locked, immutability ?? facts.unknown],
  ] as const;
  return (
    <>
      <dl className="fact-list">
        {lines.map(([name, value]) => (
          <div key={name}>
            <dt className="sub">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="small sub prose">{text.key}</p>
    </>
  );
}
