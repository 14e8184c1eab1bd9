"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { ChangeTable } from "@/components/change/change-table";
import { messages } from "@/components/environment/messages";
import { OperationTable } from "@/components/operation/operation-table";
import { ErrorState } from "@/components/patterns/error-state";
import { LoadingState } from "@/components/patterns/loading-state";
import { Section } from "@/components/patterns/section";
import { call } from "@/lib/client/call";
import { changeKeys, operationKeys } from "@/lib/client/query-keys";

const text = messages.page;
const SHOWN = 5;

/** The last operations and changes of one environment. */
export function EnvironmentActivity({ environmentId }: { environmentId: string }) {
  const query = { environmentId, limit: SHOWN };
  const operations = useQuery({
    queryKey: operationKeys.list(query),
    queryFn: ({ signal }) => call("listOperations", { query }, signal),
  });
  const changes = useQuery({
    queryKey: changeKeys.list(query),
    queryFn: ({ signal }) => call("listChanges", { query }, signal),
  });
  return (
    <>
      <Section
        title={text.operations}
        right={<Link href={`/operations?environmentId=${environmentId}`}>{text.operationsMore}</Link>}
      >
        {operations.error ? (
          <ErrorState error={operations.error} what={text.failed} onRetry={() => void operations.refetch()} />
        ) : null}
        {operations.isPending ? <LoadingState label={text.loading} /> : null}
        {operations.data?.items.length === 0 ? <p className="prose">{text.operationsNone}</p> : null}
        {operations.data && operations.data.items.length > 0 ? (
          <OperationTable operations={operations.data.items} caption={text.operations} ofEnvironment />
        ) : null}
      </Section>
      <Section
        title={text.changes}
        right={<Link href={`/changes?environmentId=${environmentId}`}>{text.changesMore}</Link>}
      >
        {changes.error ? (
          <ErrorState error={changes.error} what={text.failed} onRetry={() => void changes.refetch()} />
        ) : null}
        {changes.isPending ? <LoadingState label={text.loading} /> : null}
        {changes.data?.items.length === 0 ? <p className="prose">{text.changesNone}</p> : null}
        {changes.data && changes.data.items.length > 0 ? (
          <ChangeTable changes={changes.data.items} caption={text.changes} ofEnvironment />
        ) : null}
      </Section>
    </>
  );
}
