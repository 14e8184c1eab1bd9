import type { Tone } from "@/components/ui/glyph";
import type { BackupBrief, Protection } from "@/lib/contracts/api/resources/backup";

export const STATE_WORDS: Record<BackupBrief["state"], { tone: Tone; word: string }> = {
  running: { tone: "running", word: "Running" },
  good: { tone: "good", word: "Good" },
  damaged: { tone: "warn", word: "Damaged" },
  failed: { tone: "bad", word: "Failed" },
  forgotten: { tone: "unknown", word: "Forgotten" },
};

export const PROOF_WORDS: Record<BackupBrief["proof"], { tone: Tone; word: string }> = {
  unproven: { tone: "unknown", word: "Not proven yet" },
  proven: { tone: "good", word: "Proven" },
  disproved: { tone: "bad", word: "Disproved" },
};

export const CAUSE_WORDS: Record<BackupBrief["cause"], string> = {
  manual: "By a person",
  scheduled: "By schedule",
  checkpoint: "Checkpoint of a deployment",
  before_restore: "Before a restore",
};

export const VERDICT_WORDS: Record<Protection["verdict"], { tone: Tone; word: string }> = {
  bad: { tone: "bad", word: "Not safe" },
  warning: { tone: "warn", word: "Look" },
  good: { tone: "good", word: "Safe" },
  unknown: { tone: "unknown", word: "Nothing to save" },
};

export const messages = {
  section: "Backups",
  take: "Back up now",
  verify: "Verify",
  none: "No backup was taken here yet.",
  failed: "The backups could not be brought up to date.",
  notStarted: "The backup was not started.",
  notVerified: "The verification was not started.",
  loading: "Loading backups",
  board: {
    title: "Recovery",
    copies: { before: "What was brought to life to be looked into stands under", link: "scratch copies" },
    failed: "The board could not be brought up to date.",
    none: "There is no environment to protect yet.",
    sentence: (good: number, all: number) =>
      `${good} of ${all} environments have a good backup within their policy, proven by reading it back.`,
    more: (count: number) => `${count} more environments are not shown.`,
  },
  detail: {
    title: "Backup",
    holds: "What it holds",
    rows: "Rows of the business tables",
    proofs: "Proofs",
    bringBack: "Bring back…",
    noProofs: "It was not read back yet: that it was stored does not prove that it can be restored.",
    failed: "The backup could not be brought up to date.",
    erpCheck: "the ERP on the copy, scheduled actions off",
  },
} as const;
