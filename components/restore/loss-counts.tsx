"use client";

import { TimeInZone } from "@/components/patterns/time-in-zone";
import { useLoss } from "@/components/restore/use-restore";
import { Notice } from "@/components/ui/notice";
import type { RestoreOptions } from "@/lib/contracts/api/resources/restore";
import { LOSS_KINDS } from "@/lib/domain/recovery/loss";

/** What was written in the target since the chosen point, counted by its ERP. */
export function LossCounts({ options, since }: { options: RestoreOptions; since: string | null }) {
  const { target, source } = options;
  const query = useLoss(target.id, since);
  if (since === null) return <p className="prose">Choose a point in time first.</p>;
  const { data: loss, error } = query;
  if (error !== null) return <Notice tone="bad">{error.message}</Notice>;
  if (loss === undefined) return <p className="prose">Counting…</p>;
  if (!loss.known)
    return (
      <Notice tone="warn">
        The ERP of {target.name} does not answer, so nobody knows what was written there since.
      </Notice>
    );
  const counts = loss.counts.filter(({ count }) => count !== null);
  return (
    <>
      <p className="prose">
        Written to {target.name} since <TimeInZone at={since} zone={target.timeZone} />, counted just now.
        {source.id === target.id ? "" : " Everything else that stands there is replaced as well."}
      </p>
      <dl className="restore-loss">
        {counts.map(({ name, count }) => (
          <div key={name}>
            <dt>{count === 1 ? LOSS_KINDS[name].one : LOSS_KINDS[name].many}</dt>
            <dd>{count}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
