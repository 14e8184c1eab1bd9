/** What a time limit stands still for: a pause, and every wait but one in which the cluster is at work. */
export type Standstill = {
  deadlineAt: Date;
  pausedAt: Date | null;
  parkedAt: Date | null;
  parkKind: "time" | "person" | "kubernetes" | "gate" | null;
};

/** The deadline of an operation that a person takes out of its pause or wait at `now`: as much later as that lasted. */
export function deadlineAfter(row: Standstill, now: Date): Date {
  const since = row.pausedAt ?? (row.parkKind === "kubernetes" ? null : row.parkedAt);
  const stood = since === null ? 0 : Math.max(0, now.getTime() - since.getTime());
  return new Date(row.deadlineAt.getTime() + stood);
}
