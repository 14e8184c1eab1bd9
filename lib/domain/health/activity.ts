import { spokenSeconds } from "../operation/sentence";

/** What still runs inside an ERP: counted by the ERP itself, its own question left out. */
export type ErpActivity = {
  /** Queue jobs that have started and not ended. */
  jobs: number;
  /** Scheduled actions under way. */
  crons: number;
  /** Transactions open longer than a moment. */
  transactions: number;
  /** Since when the oldest of them all runs, in seconds; 0 when nothing runs. */
  longestSeconds: number;
};

export const isIdle = ({ jobs, crons, transactions }: ErpActivity): boolean =>
  jobs + crons + transactions === 0;

const counted = (count: number, one: string, many: string): string[] =>
  count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];

/** "2 jobs and 1 open transaction, the longest since 14 s". */
export function activityWords(activity: ErpActivity): string {
  const parts = [
    ...counted(activity.jobs, "job", "jobs"),
    ...counted(activity.crons, "scheduled action", "scheduled actions"),
    ...counted(activity.transactions, "open transaction", "open transactions"),
  ];
  if (parts.length === 0) return "nothing";
  const last = parts.at(-1) ?? "";
  const list = parts.length === 1 ? last : `${parts.slice(0, -1).join(", ")} and ${last}`;
  return `${list}, the longest since ${spokenSeconds(activity.longestSeconds)}`;
}
