import type { Retention } from "../backup/retention";
import { nextOccurrence } from "../schedule/cron";

/** When environments of a tier are backed up, how long that is kept, and how often it is proven. */
export type BackupSettings = {
  /** Five fields, on the clock of the environment. */
  cron: string;
  keep: Retention;
  /** A proof older than this is too old, in days. */
  verifyEveryDays: number;
};

type Tier = "tier1" | "tier2" | "tier3";

const keep = (last: number, hourly: number, daily: number, weekly: number): Retention => ({
  ...{ last, hourly, daily, weekly },
  monthly: 12,
  yearly: 2,
});

const DEFAULTS: Readonly<Record<Tier, BackupSettings>> = {
  tier1: { cron: "10 */4 * * *", keep: keep(6, 24, 14, 8), verifyEveryDays: 7 },
  tier2: { cron: "20 1,13 * * *", keep: keep(4, 0, 14, 8), verifyEveryDays: 14 },
  tier3: { cron: "30 1 * * *", keep: keep(3, 0, 14, 4), verifyEveryDays: 30 },
};

/** How environments of a tier are backed up where nobody has set anything else. */
export const backupDefaults = (tier: Tier): BackupSettings => DEFAULTS[tier];

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A backup may take so long, and begin so late, before its absence is a finding. */
const GRACE_MS = HOUR_MS;

/** When the next backup should be there at the latest, after one that was taken at `last`. */
export function backupDueBy(settings: BackupSettings, timeZone: string, last: Date): Date {
  return new Date(nextOccurrence(settings.cron, timeZone, last).getTime() + GRACE_MS);
}

/** What is known about one environment's backups. Times are the database server's at the snapshot. */
export type ProtectionFacts = {
  settings: BackupSettings;
  timeZone: string;
  /** Since when it could have been backed up. */
  since: Date;
  hasStore: boolean;
  hasRelease: boolean;
  lastGood: { takenAt: Date; shrunken: boolean } | null;
  lastProof: { at: Date } | null;
  /** When a backup read back was last found to be not what it should be. */
  lastDisproof: { at: Date } | null;
  /** The newest backup failed or is damaged: what it says about itself. */
  newestWrong: (Finding & { kind: "failed" | "damaged" }) | null;
  now: Date;
};

/** What can be wrong with an environment's backups, worst first. */
const FINDING_KINDS = [
  "no_store",
  "missed",
  "late",
  "none_yet",
  "disproved",
  "failed",
  "damaged",
  "shrunken",
  "proof_overdue",
  "unproven",
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];
export type Finding = { kind: FindingKind; sentence: string };

export type Protection = {
  verdict: "bad" | "warning" | "good" | "unknown";
  /** What a person has to know, worst first; empty when all is well. */
  findings: readonly Finding[];
};

/** Whether an environment can be brought back, as far as its backups say. */
export function protectionOf(facts: ProtectionFacts): Protection {
  if (!facts.hasRelease) return { verdict: "unknown", findings: [] };
  if (!facts.hasStore)
    return {
      verdict: "bad",
      findings: [{ kind: "no_store", sentence: "The tenant has no place for backups." }],
    };
  const bad = absence(facts);
  const warnings = doubts(facts);
  return {
    verdict: bad.length > 0 ? "bad" : warnings.length > 0 ? "warning" : "good",
    findings: [...bad, ...warnings],
  };
}

/**
 * What was wrong with one backup may be wrong with the repository, whose stored data every later backup uses again: only
 * a later proof says otherwise, not a later backup.
 */
const standsDisproved = (proof: Date | null, disproof: Date | null): boolean =>
  disproof !== null && (proof === null || proof <= disproof);

const DISPROVED: Finding = {
  kind: "disproved",
  sentence:
    "A backup was read back and is not what it should be, and none has been proven since: they cannot be relied on.",
};

function absence(facts: ProtectionFacts): Finding[] {
  const { lastGood, lastProof, lastDisproof, settings, timeZone, since, now } = facts;
  const due = backupDueBy(settings, timeZone, lastGood?.takenAt ?? since);
  const findings: Finding[] = [];
  if (due < now) {
    // A second one should be there too: it is not only late.
    const kind = backupDueBy(settings, timeZone, due) < now ? "missed" : "late";
    const sentence =
      lastGood === null
        ? "No good backup yet: overdue."
        : `The next backup is overdue by ${spokenAge(now.getTime() - due.getTime())}.`;
    findings.push({ kind, sentence });
  } else if (lastGood === null) findings.push({ kind: "none_yet", sentence: "No backup yet." });
  if (standsDisproved(lastProof?.at ?? null, lastDisproof?.at ?? null)) findings.push(DISPROVED);
  return findings;
}

function doubts({ lastGood, lastProof, newestWrong, settings, now }: ProtectionFacts): Finding[] {
  const findings: Finding[] = [];
  if (newestWrong !== null) findings.push(newestWrong);
  if (lastGood?.shrunken === true)
    findings.push({ kind: "shrunken", sentence: "The newest good backup is much smaller than usual." });
  if (lastGood === null) return findings;
  if (lastProof === null)
    return [...findings, { kind: "unproven", sentence: "No backup was proven by reading it back yet." }];
  const age = now.getTime() - lastProof.at.getTime();
  if (age > settings.verifyEveryDays * DAY_MS)
    findings.push({
      kind: "proof_overdue",
      sentence: `The last proof is ${spokenAge(age)} old; ${settings.verifyEveryDays} days are allowed.`,
    });
  return findings;
}

/** "14 min", "3 h", "12 d": as ages are said. */
export function spokenAge(milliseconds: number): string {
  if (milliseconds < HOUR_MS) return `${Math.max(0, Math.floor(milliseconds / 60_000))} min`;
  if (milliseconds < 2 * DAY_MS) return `${Math.floor(milliseconds / HOUR_MS)} h`;
  return `${Math.floor(milliseconds / DAY_MS)} d`;
}

const WORST_FIRST = { bad: 0, warning: 1, unknown: 2, good: 3 } as const;

/** Worst first; among equals the oldest backup first. */
export function worstFirst<Row extends { protection: Protection; lastGoodAt: Date | null }>(
  rows: readonly Row[],
): readonly Row[] {
  return rows.toSorted(
    (one, other) =>
      WORST_FIRST[one.protection.verdict] - WORST_FIRST[other.protection.verdict] ||
      (one.lastGoodAt?.getTime() ?? 0) - (other.lastGoodAt?.getTime() ?? 0),
  );
}

/** A backup that came after a disproved one is read back no sooner than so long after that. */
const DISPROOF_PAUSE_MS = 6 * HOUR_MS;

/** When backups of an environment were last proven and disproved by reading them back. */
export type Proofs = { provenAt: Date | null; disprovenAt: Date | null };

/** True when a backup of an environment should be read back now, to prove that it can be. */
export function proofDue(
  settings: Pick<BackupSettings, "verifyEveryDays">,
  { provenAt, disprovenAt }: Proofs,
  now: Date,
): boolean {
  const since = (at: Date) => now.getTime() - at.getTime();
  if (disprovenAt !== null && standsDisproved(provenAt, disprovenAt))
    return since(disprovenAt) > DISPROOF_PAUSE_MS;
  return provenAt === null || since(provenAt) > settings.verifyEveryDays * DAY_MS;
}
