import { COUNTS, type CountName, policyMessages } from "@/components/backup/policy-messages";
import type { BackupPolicySettings } from "@/lib/contracts/api/resources/backup";
import { BACKUP_BOUNDS } from "@/lib/domain/recovery/policy-bounds";

export type PolicyDraft = { cron: string; counts: Record<CountName, string> };
type Read =
  | { settings: BackupPolicySettings; problems: null }
  | { settings: null; problems: Readonly<Record<string, string>> };

/** The settings as the form shows them. */
export function draftOf({ cron, keep, verifyEveryDays }: BackupPolicySettings): PolicyDraft {
  const known = { ...keep, verifyEveryDays };
  const counts = COUNTS.map(({ name }) => [name, String(known[name])]);
  return { cron, counts: Object.fromEntries(counts) as PolicyDraft["counts"] };
}

/** What the form says as settings, or what is wrong with which field. Whether the schedule can be used says the server. */
export function settingsFrom({ cron, counts }: PolicyDraft): Read {
  const problems: Record<string, string> = {};
  const number = (name: CountName): number => {
    const { min, max } = BACKUP_BOUNDS[name];
    const text = counts[name].trim();
    const value = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) problems[name] = policyMessages.number(min, max);
    return value;
  };
  const keep = {
    last: number("last"),
    hourly: number("hourly"),
    daily: number("daily"),
    weekly: number("weekly"),
    monthly: number("monthly"),
    yearly: number("yearly"),
  };
  const settings = { cron: cron.trim(), keep, verifyEveryDays: number("verifyEveryDays") };
  return Object.keys(problems).length > 0 ? { settings: null, problems } : { settings, problems: null };
}
