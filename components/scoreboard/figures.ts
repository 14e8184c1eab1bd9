import { messages } from "@/components/scoreboard/messages";
import { durationText } from "@/lib/client/time-text";
import type { Scoreboard, ScoreCounts } from "@/lib/contracts/api/resources/scoreboard";
import { coverage, failureRate, perWeek } from "@/lib/domain/scoreboard/score";

const text = messages;

/** A share in 0–1 as whole percent; a dash where there is nothing to have a share of. */
export const shareText = (share: number | null): string =>
  share === null ? text.nothing : `${Math.round(share * 100)}\u00a0%`;

export const spanText = (seconds: number | null): string =>
  seconds === null ? text.nothing : durationText(seconds * 1_000);

const rateText = (rate: number): string => (rate >= 10 ? rate.toFixed(0) : rate.toFixed(1));

export type Figure = { name: string; value: string; note: string; before: string | null };

/** What the board says in short, in the order in which one asks. */
export function figuresOf({ total, before, days }: Scoreboard): readonly Figure[] {
  const all = total.kept + total.lost;
  return [
    {
      name: text.frequency,
      value: rateText(perWeek(total, days)),
      note: `${all} in ${days} days`,
      before: rateText(perWeek(before, days)),
    },
    {
      name: text.lead,
      value: spanText(total.leadSeconds),
      note: text.leadNote,
      before: spanText(before.leadSeconds),
    },
    {
      name: text.failure,
      value: shareText(failureRate(total)),
      note: text.failureNote(total.lost, all),
      before: shareText(failureRate(before)),
    },
    {
      name: text.restore,
      value: spanText(total.restoreSeconds),
      note: text.restoreNote(total.unrestored),
      before: spanText(before.restoreSeconds),
    },
    {
      name: text.prevented,
      value: String(total.gateRefusals + total.triggers),
      note: text.preventedNote(total.gateRefusals, total.triggers),
      before: null,
    },
    {
      name: text.backups,
      value: shareText(coverage(total.backedUp, total.environments)),
      note: text.ofEnvironments(total.backedUp, total.environments),
      before: null,
    },
    {
      name: text.drills,
      value: shareText(coverage(total.drilled, total.environments)),
      note: text.ofEnvironments(total.drilled, total.environments),
      before: null,
    },
  ];
}

const HEADERS = [
  "Tenant",
  "Arrived and stayed",
  "Went back or were taken back",
  "Change failure rate",
  "Lead time s",
  "Time to restore s",
  "Not well again",
  "Refused by gates",
  "Taken back by checks",
  "Environments",
  "Backed up in time",
  "Recovery drilled",
];

/** The board as comma-separated values with a head line; times in whole seconds, the rate in 0–1. */
export function scoreboardCsv({ total, tenants }: Scoreboard): string {
  const rows = [...tenants.map((one) => [one.tenant.name, one.counts] as const), ["All", total] as const];
  const lines = rows.map(([name, counts]) => [quoted(name), ...numbersOf(counts)].join(","));
  return `${[HEADERS.join(","), ...lines].join("\r\n")}\r\n`;
}

const whole = (value: number | null): string => (value === null ? "" : String(Math.round(value)));

function numbersOf(counts: ScoreCounts): string[] {
  const rate = failureRate(counts);
  return [
    String(counts.kept),
    String(counts.lost),
    rate === null ? "" : rate.toFixed(4),
    whole(counts.leadSeconds),
    whole(counts.restoreSeconds),
    ...[counts.unrestored, counts.gateRefusals, counts.triggers].map(String),
    ...[counts.environments, counts.backedUp, counts.drilled].map(String),
  ];
}

/** Quoted, and with an apostrophe before what a spreadsheet would take for a formula. */
const quoted = (name: string): string =>
  `"${(/^[=+\-@\t\r]/.test(name) ? `'${name}` : name).replaceAll('"', '""')}"`;
