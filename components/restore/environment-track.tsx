"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { ErrorState } from "@/components/patterns/error-state";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { PointTrack } from "@/components/restore/point-track";
import { proofWord } from "@/components/restore/words";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { environmentKeys } from "@/lib/client/query-keys";
import type { RestoreOptions } from "@/lib/contracts/api/resources/restore";

/** The environment's own points in time; choosing one leads to its page and to its restore. */
export function EnvironmentTrack({ environmentId }: { environmentId: string }) {
  const [chosenId, setChosenId] = useState<string | null>(null);
  const query = useQuery<RestoreOptions, ApiError>({
    queryKey: [...environmentKeys.one(environmentId), "track"],
    queryFn: ({ signal }) =>
      call(
        "getRestoreOptions",
        { params: { environmentId }, query: { sourceEnvironmentId: environmentId } },
        signal,
      ),
  });
  if (query.error) return <ErrorState error={query.error} what="The points in time could not be read." />;
  const facts = query.data;
  if (facts === undefined || facts.points.length === 0) return null;
  const chosen = facts.points.find(({ id }) => id === chosenId);
  return (
    <>
      <PointTrack facts={facts} chosenId={chosenId} onChoose={({ id }) => setChosenId(id)} />
      {chosen === undefined ? null : (
        <p className="prose">
          <TimeInZone at={chosen.takenAt} zone={facts.source.timeZone} form="second" />, {proofWord(chosen)}:{" "}
          <Link href={`/backups/${chosen.id}`}>open</Link>{" "}
          <Link href={`/restore?environment=${environmentId}&source=${environmentId}&point=${chosen.id}`}>
            restore here
          </Link>
        </p>
      )}
    </>
  );
}
