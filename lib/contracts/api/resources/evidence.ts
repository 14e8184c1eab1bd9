import { z } from "zod";
import { CHANGE_FLAGS } from "@/lib/domain/change/flags";
import { EVIDENCE_KINDS } from "@/lib/domain/evidence/kind";
import { EVIDENCE_ASKED, EVIDENCE_BOUNDS, evidenceSettingsProblem } from "@/lib/domain/evidence/settings";
import { DIGEST } from "@/lib/domain/release/reference";
import { Can, Id, Tier, Time } from "./common";

export const ChangeFlag = z.enum(CHANGE_FLAGS);
export const EvidenceKind = z.enum(EVIDENCE_KINDS);

const many = z.int().min(0).max(1_000_000);

/** EvidenceFindings of lib/domain/evidence/kind, bounded. */
export const EvidenceFindings = z.discriminatedUnion("shape", [
  z.strictObject({
    shape: z.literal("word"),
    passed: z.boolean(),
    sentence: z.string().trim().min(5, "Say in at least 5 characters what was found.").max(500),
  }),
  z
    .strictObject({ shape: z.literal("tests"), total: many, failed: many, errors: many, skipped: many })
    .refine(
      ({ total, failed, errors, skipped }) => failed + errors + skipped <= total,
      "More tests failed or were skipped than there are.",
    ),
  z.strictObject({ shape: z.literal("security"), critical: many, high: many, medium: many, low: many }),
]);

/** One line of what a change is shown to stand on: EvidenceLine of lib/domain/evidence/verdict. */
export const EvidenceLine = z.object({
  kind: EvidenceKind,
  asked: z.boolean(),
  because: z.string(),
  state: z.enum(["pass", "warn", "fail", "missing", "expired"]),
  sentence: z.string(),
});
export type EvidenceLine = z.infer<typeof EvidenceLine>;

export const Evidence = z.object({
  id: Id,
  kind: EvidenceKind,
  source: z.string(),
  findings: EvidenceFindings,
  producedAt: Time,
  expiresAt: Time.nullable(),
  attachedAt: Time,
  attachedBy: z.string(),
  /** The report as it was sent; null when only its numbers were. */
  file: z
    .object({ name: z.string(), hash: z.string(), sizeBytes: z.int(), mediaType: z.string() })
    .nullable(),
  /** A newer piece of its kind counts instead. */
  superseded: z.boolean(),
});
export type Evidence = z.infer<typeof Evidence>;

const text = (least: number, most: number, what: string) =>
  z.string().trim().min(least, `Give ${what} in at least ${least} characters.`).max(most);

export const AttachEvidence = z.strictObject({
  /** Of the image the evidence is about: it has to be the release's own. */
  digest: z.string().regex(DIGEST, "A digest is sha256: and 64 hex digits."),
  kind: EvidenceKind,
  source: text(3, 200, "the source, such as the pipeline and its run,"),
  producedAt: Time,
  expiresAt: Time.nullable().default(null),
  findings: EvidenceFindings.optional(),
  report: z
    .strictObject({
      format: z.enum(["junit", "sarif", "other"]),
      name: z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, "A file's name is letters, digits, dots, _ and -."),
      // In letters; its bytes are counted where it is read.
      content: z
        .string()
        .min(1, "The report is empty.")
        .max(8 * 1024 * 1024),
    })
    .optional(),
});

export const AttachedEvidence = z.object({
  evidence: Evidence,
  /** True when exactly this was attached before: nothing was added. */
  known: z.boolean(),
});

export const EvidenceFile = z.object({
  name: z.string(),
  hash: z.string(),
  mediaType: z.string(),
  content: z.string(),
});

const count = z.int().min(EVIDENCE_BOUNDS.count.min).max(EVIDENCE_BOUNDS.count.max);
const percent = z.int().min(EVIDENCE_BOUNDS.percent.min).max(EVIDENCE_BOUNDS.percent.max);

const EvidenceRule = z.strictObject({
  asked: z.enum(EVIDENCE_ASKED),
  flags: z.array(ChangeFlag).max(CHANGE_FLAGS.length),
  maxAgeDays: z.int().min(EVIDENCE_BOUNDS.maxAgeDays.min).max(EVIDENCE_BOUNDS.maxAgeDays.max),
});

/** EvidenceSettings of lib/domain/evidence/kind, with their bounds. */
export const EvidenceSettings = z
  .strictObject({
    kinds: z.strictObject({
      build: EvidenceRule,
      module_compatibility: EvidenceRule,
      dependency_integrity: EvidenceRule,
      migration_rehearsal: EvidenceRule,
      security_scan: EvidenceRule,
      signature: EvidenceRule,
      tests: EvidenceRule,
    }),
    tests: z.strictObject({ failAbove: count, warnSkippedPercent: percent }),
    security: z.strictObject({ failCriticalAbove: count, failHighAbove: count, warnMediumAbove: count }),
  })
  .superRefine((settings, check) => {
    const problem = evidenceSettingsProblem(settings);
    if (problem !== null)
      check.addIssue({ code: "custom", path: ["kinds", problem.kind, "flags"], message: problem.sentence });
  });

export const EvidencePolicy = z.object({
  tier: Tier,
  settings: EvidenceSettings,
  standard: z.boolean(),
  updatedAt: Time.nullable(),
  version: z.int().min(0),
  can: z.object({ edit: Can }),
});
export type EvidencePolicy = z.infer<typeof EvidencePolicy>;

export const EditEvidencePolicy = z.object({ version: z.int().min(0), settings: EvidenceSettings });

/** Everything that speaks for or against a release. */
export const ReleaseEvidence = z.object({
  /** Newest first. */
  items: z.array(Evidence),
  quarantines: z.array(
    z.object({
      id: Id,
      reason: z.string(),
      placedBy: z.string(),
      placedAt: Time,
      liftedBy: z.string(),
      liftedAt: Time.nullable(),
      liftReason: z.string(),
    }),
  ),
  /** What each tier's policy says to it, asked without a change: only what is asked of every release. */
  tiers: z.array(z.object({ tier: Tier, lines: z.array(EvidenceLine) })),
  can: z.object({ attach: Can, quarantine: Can, lift: Can }),
});
export type ReleaseEvidence = z.infer<typeof ReleaseEvidence>;

const reason = z.string().trim().min(5, "Give a reason of at least 5 characters.").max(500);
export const QuarantineRelease = z.strictObject({ reason });
export const LiftQuarantine = z.strictObject({ reason });
