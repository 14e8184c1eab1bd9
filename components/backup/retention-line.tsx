"use client";

import { retentionWords, keepMessages as text } from "@/components/backup/keep-messages";
import { usePruneBackups, useRetention } from "@/components/backup/use-retention";
import { ErrorState } from "@/components/patterns/error-state";
import { RelativeTime } from "@/components/patterns/time-in-zone";
import { Button } from "@/components/ui/button";

/** What the rules make of an environment's backups, and the way not to wait for the night. */
export function RetentionLine({ environmentId, timeZone }: { environmentId: string; timeZone: string }) {
  const retention = useRetention(environmentId);
  const prune = usePruneBackups(environmentId);
  if (retention.error)
    return <ErrorState error={retention.error} what={text.unread} onRetry={() => void retention.refetch()} />;
  if (retention.data === undefined || retention.data.stays === 0) return null;
  const { oldestAt, forgets, can } = retention.data;
  return (
    <>
      <p className="prose">
        {retentionWords(retention.data)}
        {oldestAt === null ? null : (
          <>
            {" "}
            The oldest is of <RelativeTime at={oldestAt} zone={timeZone} />.
          </>
        )}
      </p>
      {forgets === 0 ? null : (
        <div className="hand">
          <Button
            disabledReason={can.prune.allowed ? null : can.prune.reason}
            busy={prune.isPending}
            onClick={() => prune.mutate()}
          >
            {text.prune}
          </Button>
        </div>
      )}
      {prune.error ? <ErrorState error={prune.error} what={text.notPruned} /> : null}
    </>
  );
}
