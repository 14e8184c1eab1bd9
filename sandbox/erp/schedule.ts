const MILLISECONDS: Readonly<Record<string, number>> = {
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
  weeks: 604_800_000,
};

/**
 * The next time a scheduled action is due, after it ran at `now`: its old time moved on by whole intervals
 * until it lies in the future, as Odoo does. Missed runs are not caught up one by one.
 */
export function nextCall(due: Date, now: Date, interval: { number: number; type: string }): Date {
  if (interval.type === "months") {
    const next = new Date(due);
    while (next <= now) next.setUTCMonth(next.getUTCMonth() + Math.max(1, interval.number));
    return next;
  }
  const step = Math.max(1, interval.number) * (MILLISECONDS[interval.type] ?? 60_000);
  const behind = now.getTime() - due.getTime();
  const steps = behind < 0 ? 0 : Math.floor(behind / step) + 1;
  return new Date(due.getTime() + steps * step);
}
