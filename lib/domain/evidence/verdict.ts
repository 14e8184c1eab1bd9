import type { ChangeFlag } from "../change/flags";
import { FLAG_NAMES } from "../change/flags";
import { counted } from "../shared/words";
import {
  EVIDENCE_KINDS,
  EVIDENCE_NAMES,
  type EvidenceFindings,
  type EvidenceKind,
  type EvidenceSettings,
} from "./kind";
import { askedBecause } from "./settings";

export type EvidenceVerdict = "pass" | "warn" | "fail";

/** The newest piece of a kind that is attached to a release. */
export type AttachedEvidence = {
  kind: EvidenceKind;
  source: string;
  findings: EvidenceFindings;
  producedAt: Date;
  expiresAt: Date | null;
};

/** One kind, as a policy sees it for one change. */
export type EvidenceLine = {
  kind: EvidenceKind;
  asked: boolean;
  /** Why it is asked for, or that it is not. */
  because: string;
  state: EvidenceVerdict | "missing" | "expired";
  /** What is there, with numbers; or that nothing is. */
  sentence: string;
};

/** What findings come down to by a policy's numbers. */
export function findingsVerdict(
  findings: EvidenceFindings,
  settings: Pick<EvidenceSettings, "tests" | "security">,
): { verdict: EvidenceVerdict; sentence: string } {
  switch (findings.shape) {
    case "word":
      return { verdict: findings.passed ? "pass" : "fail", sentence: findings.sentence };
    case "tests":
      return testsVerdict(findings, settings.tests);
    case "security":
      return securityVerdict(findings, settings.security);
  }
}

function testsVerdict(
  { total, failed, errors, skipped }: Extract<EvidenceFindings, { shape: "tests" }>,
  { failAbove, warnSkippedPercent }: EvidenceSettings["tests"],
): { verdict: EvidenceVerdict; sentence: string } {
  const bad = failed + errors;
  const sentence = `${total} tests, ${bad} failed, ${skipped} skipped.`;
  // Nothing that ran shows nothing, however few failed.
  if (total - skipped <= 0) return { verdict: "fail", sentence: `${sentence} No test ran.` };
  if (bad > failAbove) return { verdict: "fail", sentence };
  return { verdict: bad > 0 || skipped * 100 > warnSkippedPercent * total ? "warn" : "pass", sentence };
}

function securityVerdict(
  { critical, high, medium, low }: Extract<EvidenceFindings, { shape: "security" }>,
  settings: EvidenceSettings["security"],
): { verdict: EvidenceVerdict; sentence: string } {
  const sentence = `${critical} critical, ${high} high, ${medium} medium and ${low} low findings.`;
  if (critical > settings.failCriticalAbove || high > settings.failHighAbove)
    return { verdict: "fail", sentence };
  return { verdict: critical + high > 0 || medium > settings.warnMediumAbove ? "warn" : "pass", sentence };
}

const DAY_MS = 86_400_000;

/** Until when a piece counts: its own expiry or the policy's age, whichever is sooner. */
export function countsUntil(
  { producedAt, expiresAt }: Pick<AttachedEvidence, "producedAt" | "expiresAt">,
  { maxAgeDays }: { maxAgeDays: number },
): Date {
  const byAge = producedAt.getTime() + maxAgeDays * DAY_MS;
  return new Date(expiresAt === null ? byAge : Math.min(byAge, expiresAt.getTime()));
}

/** Every kind with what the policy says to it at `now`, asked ones first. `attached` holds the newest of each kind. */
export function evidenceLines(facts: {
  attached: readonly AttachedEvidence[];
  settings: EvidenceSettings;
  flags: readonly ChangeFlag[];
  now: Date;
}): readonly EvidenceLine[] {
  const { attached, settings, flags, now } = facts;
  const lines = EVIDENCE_KINDS.map((kind): EvidenceLine => {
    const because = askedBecause(settings.kinds[kind], flags);
    const line = { kind, asked: because !== null, because: becauseWords(because) };
    const piece = attached.find((one) => one.kind === kind);
    if (piece === undefined) return { ...line, state: "missing", sentence: "None is attached." };
    const until = countsUntil(piece, settings.kinds[kind]);
    const { verdict, sentence } = findingsVerdict(piece.findings, settings);
    if (until > now) return { ...line, state: verdict, sentence: `${sentence} From ${piece.source}.` };
    return {
      ...line,
      state: "expired",
      sentence: `It counted until ${until.toISOString().slice(0, 10)}. ${sentence}`,
    };
  });
  return lines.toSorted((a, b) => Number(b.asked) - Number(a.asked));
}

function becauseWords(because: ReturnType<typeof askedBecause>): string {
  if (because === null) return "Not asked for.";
  if (because === "always") return "Asked of every release.";
  return `Asked because it touches ${because.map((flag) => FLAG_NAMES[flag].toLowerCase()).join(", ")}.`;
}

/** "migration rehearsal" for one, "3 kinds" with names for more: what is missing, as a gate says it. */
export const kindNames = (lines: readonly Pick<EvidenceLine, "kind">[]): string =>
  lines.map(({ kind }) => EVIDENCE_NAMES[kind].toLowerCase()).join(", ");

export const piecesOf = (count: number): string => counted(count, "piece of evidence", "pieces of evidence");
