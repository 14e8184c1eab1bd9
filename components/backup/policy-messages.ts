import type { BackupPolicy } from "@/lib/contracts/api/resources/backup";

export const TIER_NAMES: Record<BackupPolicy["tier"], string> = {
  tier1: "Tier 1",
  tier2: "Tier 2",
  tier3: "Tier 3",
};

export const policyMessages = {
  crumb: "Policies",
  title: "Backups",
  sentence:
    "When environments of each tier are backed up, what is kept of it, and how often it is proven by reading it back. Schedules follow what is set here at once, each on the clock of its environment; what no rule keeps any more is forgotten in the next night.",
  failed: "The policies could not be brought up to date.",
  standard: "Holdfast's own settings; nobody has changed them.",
  changed: "Changed",
  edit: "Edit…",
  close: "Keep as it is",
  save: (tier: string) => `Set for ${tier}`,
  saved: "Set. The schedules follow it from now on.",
  notSaved: "Nothing was set.",
  followed: (count: number) =>
    count === 0
      ? "No environment follows it yet."
      : count === 1
        ? "1 environment follows it."
        : `${count} environments follow it.`,
  taken: (schedule: string) => `A backup is taken ${schedule}.`,
  proven: (days: number) =>
    days === 1
      ? "Every day one is read back to prove it."
      : `Every ${days} days one is read back to prove it.`,
  next: (zone: string) => `The next ones, on the clock of ${zone}:`,
  keeps: (points: number, days: number) =>
    `${points === 1 ? "The newest restore point stays" : `Once this has run for long enough about ${points} restore points stay, the oldest ${ageWords(days)} old`}. What a checkpoint, a drill, a restore or a person refers to stays besides.`,
  schedule: "Schedule",
  scheduleHint:
    "Minute, hour, day of the month, month, day of the week: 10 */4 * * * is every four hours at ten past.",
  asking: "What this comes to is being worked out.",
  number: (min: number, max: number) => `Give a whole number from ${min} to ${max}.`,
} as const;

function ageWords(days: number): string {
  if (days < 2) return days === 1 ? "one day" : "less than a day";
  if (days < 60) return `${days} days`;
  return days < 700 ? `${Math.round(days / 30.4)} months` : `${(days / 365).toFixed(1)} years`;
}

/** Fields of whole numbers, as the form shows them. */
export const COUNTS = [
  { name: "last", label: "The last ones", hint: "However close together." },
  { name: "hourly", label: "Hourly", hint: "The newest of so many hours." },
  { name: "daily", label: "Daily", hint: "The newest of so many days." },
  { name: "weekly", label: "Weekly", hint: "The newest of so many weeks." },
  { name: "monthly", label: "Monthly", hint: "The newest of so many months." },
  { name: "yearly", label: "Yearly", hint: "The newest of so many years." },
  { name: "verifyEveryDays", label: "A proof may be so old (days)", hint: "Then one is read back." },
] as const;
export type CountName = (typeof COUNTS)[number]["name"];
