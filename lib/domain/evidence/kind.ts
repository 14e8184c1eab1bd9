import type { ChangeFlag } from "../change/flags";

/** What can be shown about an image before it is brought anywhere (requirement B3). */
export const EVIDENCE_KINDS = [
  "build",
  "module_compatibility",
  "dependency_integrity",
  "migration_rehearsal",
  "security_scan",
  "signature",
  "tests",
] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

export const EVIDENCE_NAMES = {
  build: "Build",
  module_compatibility: "Module compatibility",
  dependency_integrity: "Dependency integrity",
  migration_rehearsal: "Migration rehearsal",
  security_scan: "Security scan",
  signature: "Signature",
  tests: "Tests",
} as const satisfies Record<EvidenceKind, string>;

/** The numbers or the word a piece of evidence comes down to. */
export type EvidenceFindings =
  | { shape: "word"; passed: boolean; sentence: string }
  | { shape: "tests"; total: number; failed: number; errors: number; skipped: number }
  | { shape: "security"; critical: number; high: number; medium: number; low: number };

export const SHAPE_OF = {
  build: "word",
  module_compatibility: "word",
  dependency_integrity: "word",
  migration_rehearsal: "word",
  security_scan: "security",
  signature: "word",
  tests: "tests",
} as const satisfies Record<EvidenceKind, EvidenceFindings["shape"]>;

/** When a kind is asked for: of every release, of changes with one of these flags, or never. */
export type EvidenceAsk = { asked: "always" | "flagged" | "never"; flags: readonly ChangeFlag[] };
/** `maxAgeDays` counts from when it was produced; what it expires by itself is taken when that is sooner. */
export type EvidenceRule = EvidenceAsk & { maxAgeDays: number };

/** What a criticality tier asks for before production, and where its numbers begin to warn and to fail. */
export type EvidenceSettings = {
  kinds: Readonly<Record<EvidenceKind, EvidenceRule>>;
  tests: { failAbove: number; warnSkippedPercent: number };
  security: { failCriticalAbove: number; failHighAbove: number; warnMediumAbove: number };
};

/** A report is taken up to this size. */
export const REPORT_LIMIT_BYTES = 5 * 1024 * 1024;
