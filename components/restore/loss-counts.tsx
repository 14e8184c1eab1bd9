"use client";

import { TimeInZone } from "@/components/patterns/time-in-zone";
import { useLoss } from "@/components/restore/use-restore";
import { Notice } from "@/components/ui/notice";
import { LOSS_KINDS } from "@/lib/domain/recovery/loss";

type LossCountsProps = {
  target: { id: string; name: string; timeZone: string };
  /** The moment to go back to; null while none is chosen. */
  since: string | null;
  /** What is lost besides, in a sentence. */
  more?: string;
};

/** What was written in an environment since a moment, counted by its ERP. */
export function LossCounts({ target, since, more }: LossCountsProps) {
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
        {more === undefined ? "" : ` ${more}`}
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
