import { describe, expect, it } from "vitest";
import { backupDefaults, type ProtectionFacts, proofDue, protectionOf, worstFirst } from "./policy";

const HOUR = 3_600_000;
const now = new Date("2026-11-24T12:00:00Z");
const ago = (hours: number) => new Date(now.getTime() - hours * HOUR);
const facts: ProtectionFacts = {
  settings: backupDefaults("tier2"),
  timeZone: "Europe/Berlin",
  since: ago(500),
  hasStore: true,
  hasRelease: true,
  lastGood: { takenAt: ago(11), shrunken: false },
  lastProof: { at: ago(48) },
  lastDisproof: null,
  newestWrong: null,
  now,
};
const judged = (over: Partial<ProtectionFacts>) => protectionOf({ ...facts, ...over });

describe("protectionOf", () => {
  it("is good while backup and proof are within the policy", () => {
    expect(judged({})).toEqual({ verdict: "good", findings: [] });
  });

  it("is bad when the next backup is overdue on the environment's own clock", () => {
    // Taken at 01:20 in Berlin, next at 13:20, which is 12:20 UTC: due by 13:20 UTC with an hour's grace.
    const lastGood = { takenAt: new Date("2026-11-24T00:20:00Z"), shrunken: false };
    expect(judged({ lastGood, now: new Date("2026-11-24T13:19:00Z") }).verdict).toBe("good");
    const late = judged({ lastGood, now: new Date("2026-11-24T14:20:00Z") });
    const sentence = "The next backup is overdue by 1 h.";
    expect(late).toEqual({ verdict: "bad", findings: [{ kind: "late", sentence }] });
    const missed = judged({ lastGood, now: new Date("2026-11-25T02:00:00Z") });
    expect(missed.findings[0]?.kind).toBe("missed");
  });

  it("is bad without a place, unknown without a release, bad when none was ever good", () => {
    expect(judged({ hasStore: false }).verdict).toBe("bad");
    expect(judged({ hasRelease: false }).verdict).toBe("unknown");
    expect(judged({ lastGood: null }).findings[0]?.sentence).toBe("No good backup yet: overdue.");
    const justBegun = judged({ lastGood: null, since: ago(1) });
    expect(justBegun).toMatchObject({ verdict: "bad", findings: [{ kind: "none_yet" }] });
  });

  it("warns of an old or missing proof, a newest one that failed, and one that shrank", () => {
    expect(judged({ lastProof: null }).verdict).toBe("warning");
    expect(judged({ lastProof: { at: ago(15 * 24) } }).findings[0]).toEqual({
      kind: "proof_overdue",
      sentence: "The last proof is 15 d old; 14 days are allowed.",
    });
    const failed = { kind: "failed", sentence: "The newest backup: Failed." } as const;
    expect(judged({ newestWrong: failed })).toEqual({ verdict: "warning", findings: [failed] });
    expect(judged({ lastGood: { takenAt: ago(11), shrunken: true } }).verdict).toBe("warning");
  });

  it("is bad from a disproof until a later proof, whatever was backed up since", () => {
    const kinds = (over: Partial<ProtectionFacts>) => judged(over).findings.map(({ kind }) => kind);
    expect(kinds({ lastDisproof: { at: ago(24) } })).toEqual(["disproved"]);
    expect(kinds({ lastDisproof: { at: ago(24) }, lastGood: { takenAt: ago(1), shrunken: false } })).toEqual([
      "disproved",
    ]);
    expect(kinds({ lastDisproof: { at: ago(24) }, lastProof: null })).toEqual(["disproved", "unproven"]);
    expect(kinds({ lastDisproof: { at: ago(72) } })).toEqual([]);
  });
});

it("puts the worst first, and among equals the oldest", () => {
  const row = (verdict: "bad" | "good", hours: number) => ({
    protection: { verdict, findings: [] },
    lastGoodAt: ago(hours),
  });
  const rows = [row("good", 1), row("bad", 2), row("good", 5)];
  expect(worstFirst(rows)).toEqual([rows[1], rows[2], rows[0]]);
});

it("asks for a proof when there is none or it is too old", () => {
  const settings = { verifyEveryDays: 7 };
  const due = (provenAt: Date | null, disprovenAt: Date | null = null) =>
    proofDue(settings, { provenAt, disprovenAt }, now);
  expect([null, ago(8 * 24), ago(6 * 24)].map((at) => due(at))).toEqual([true, true, false]);
  // After a disproof the next backup is read back, but not one after the other at once.
  expect([due(ago(48), ago(7)), due(ago(48), ago(5)), due(null, ago(5)), due(ago(2), ago(5))]).toEqual([
    ...[true, false, false, false],
  ]);
});
