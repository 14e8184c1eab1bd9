import type { CriticalityTier } from "@/lib/domain/catalog/stage";
import {
  EVIDENCE_KINDS,
  type EvidenceFindings,
  type EvidenceKind,
  SHAPE_OF,
} from "@/lib/domain/evidence/kind";
import { evidenceDefaults } from "@/lib/domain/evidence/settings";
import type { EvidenceFacts } from "@/lib/domain/policy/evidence-complete";

const GOOD = {
  word: { shape: "word", passed: true, sentence: "It held." },
  tests: { shape: "tests", total: 12, failed: 0, errors: 0, skipped: 0 },
  security: { shape: "security", critical: 0, high: 0, medium: 0, low: 2 },
} as const satisfies Record<EvidenceFindings["shape"], EvidenceFindings>;

/** Good findings of a kind. */
export const goodFindings = (kind: EvidenceKind): EvidenceFindings => GOOD[SHAPE_OF[kind]];

/** A release of which everything is shown, by the policy a tier begins with. */
export const allEvidence = (producedAt: Date, tier: CriticalityTier): EvidenceFacts => ({
  attached: EVIDENCE_KINDS.map((kind) => ({
    ...{ kind, source: "ci 1", producedAt, expiresAt: null },
    findings: goodFindings(kind),
  })),
  settings: evidenceDefaults(tier),
});
