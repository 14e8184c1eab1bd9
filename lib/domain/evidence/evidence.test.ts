import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHANGE_FLAGS } from "../change/flags";
import { readJunit } from "./junit";
import { EVIDENCE_KINDS } from "./kind";
import { readSarif } from "./sarif";
import { askedBecause, evidenceDefaults, evidenceSettingsProblem } from "./settings";
import { type AttachedEvidence, evidenceLines, findingsVerdict } from "./verdict";

describe("a JUnit report", () => {
  const counts = (text: string) => {
    const read = readJunit(text);
    if (!read.ok) throw new Error(read.error);
    const { total, failed, errors, skipped } = read.value;
    return [total, failed, errors, skipped];
  };

  it("is counted by its cases, whatever its totals claim", () => {
    expect(
      counts(`<?xml version="1.0"?><testsuites tests="9" failures="0"><testsuite name="a > b">
        <testcase name="one"/><testcase><failure>no</failure></testcase>
        <testcase><error/><failure/></testcase><testcase><skipped/></testcase><!-- <testcase/> -->
        <testcase><system-out><![CDATA[<testcase><failure/>]]></system-out></testcase>
      </testsuite></testsuites>`),
    ).toEqual([5, 1, 1, 1]);
  });

  it("agrees with however it was made", () => {
    const one = fc.constantFrom("", "<failure/>", "<error>x</error>", "<skipped/>");
    fc.assert(
      fc.property(fc.array(one), (cases) => {
        const text = `<testsuite>${cases.map((inside) => `<testcase n='>'>${inside}</testcase>`).join("")}</testsuite>`;
        const many = (wanted: string) => cases.filter((each) => each.startsWith(wanted)).length;
        expect(counts(text)).toEqual([cases.length, many("<failure"), many("<error"), many("<skipped")]);
      }),
    );
  });

  it.each([
    ["", "no XML"],
    ["nothing", "no XML"],
    ["<html></html>", "begins with"],
    ["<testsuite>", "never closed"],
    ["<testsuite></testsuite><testsuite/>", "more than one root"],
    ["<testsuite></testcase>", "not opened"],
    ["<testsuite", "cut off"],
    ["<testsuite>< /></testsuite>", "no name"],
    ["<testsuite><testcase><testcase/></testcase></testsuite>", "inside another"],
    ['<!DOCTYPE x [<!ENTITY a "aaaa">]><testsuite>&a;</testsuite>', "document type"],
    [`<testsuite>${"<a>".repeat(100)}`, "deep"],
    ["<testsuite><!-- ", "cut off"],
  ])("that is %s is refused with a sentence", (text, words) => {
    const read = readJunit(text);
    expect(read.ok ? "read" : read.error).toContain(words);
  });

  it("never throws and never hangs on anything", () => {
    const piece = fc.constantFrom(
      "<testsuite>",
      "</testsuite>",
      "<testcase/>",
      "<",
      ">",
      '"',
      "'",
      "<!--",
      "<![CDATA[",
      "&",
      "x",
    );
    fc.assert(fc.property(fc.array(piece), (pieces) => typeof readJunit(pieces.join("")).ok === "boolean"));
  });
});

describe("a SARIF report", () => {
  const run = (results: unknown, rules: unknown[] = []) =>
    JSON.stringify({ version: "2.1.0", runs: [{ tool: { driver: { name: "t", rules } }, results }] });
  const counts = (text: string) => {
    const read = readSarif(text);
    if (!read.ok) throw new Error(read.error);
    const { critical, high, medium, low } = read.value;
    return [critical, high, medium, low];
  };

  it("is counted by score, else by level, without what is suppressed or passed", () => {
    const rules = [
      { id: "cvss", properties: { "security-severity": "9.8" } },
      { id: "quiet", defaultConfiguration: { level: "note" } },
    ];
    const results = [
      { ruleId: "cvss", level: "note" },
      { ruleId: "cvss", properties: { "security-severity": "7.0" } },
      { ruleId: "quiet" },
      { level: "error" },
      {},
      { level: "none" },
      { kind: "pass", level: "error" },
      { level: "error", suppressions: [{ kind: "external" }] },
      { level: "error", suppressions: [{ kind: "external", status: "rejected" }] },
    ];
    expect(counts(run(results, rules))).toEqual([1, 3, 1, 1]);
    expect(counts(run([]))).toEqual([0, 0, 0, 0]);
  });

  it("finds the rule wherever the report keeps it, by any of the names it is given", () => {
    const critical = { id: "py/sql", properties: { "security-severity": "9.8" } };
    const by = (tool: object, result: object) =>
      counts(JSON.stringify({ version: "2.1.0", runs: [{ tool, results: [result] }] }));
    const own = { driver: { name: "t", rules: [{ id: "other" }, critical] } };
    const packed = { driver: { name: "t", rules: [{ id: "other" }] } };
    const extensions = [
      { name: "empty" },
      { name: "queries", guid: "774707bc-6949-4db5-b826-9cd0e38b3b5e", rules: [critical] },
    ];
    const tool = { ...packed, extensions };
    const inComponent = (toolComponent: object) => ({ rule: { index: 0, toolComponent } });
    const found = [
      by(own, { ruleIndex: 1 }),
      by(own, { rule: { index: 1 } }),
      by(own, { ruleId: "py/sql/1", ruleIndex: 1 }),
      by(own, { ruleId: "py/sql/1/2" }),
      by(own, { ruleId: "py/sql", ruleIndex: 0 }),
      by(tool, { ruleId: "py/sql" }),
      by(tool, { rule: { id: "py/sql/1" } }),
      by(tool, { ruleIndex: 0, ...inComponent({ index: 1 }) }),
      by(tool, inComponent({ name: "queries" })),
      by(tool, inComponent({ guid: "774707bc-6949-4db5-b826-9cd0e38b3b5e" })),
    ];
    expect(found).toEqual(found.map(() => [1, 0, 0, 0]));
    expect(by(tool, { ruleIndex: 0 })).toEqual([0, 0, 1, 0]);
    expect(by(own, { ruleIndex: 7, ruleId: "py" })).toEqual([0, 0, 1, 0]);
  });

  it("of a scan that did not end, or failed, is refused: that nothing was found it does not say", () => {
    const said = (more: object) => {
      const read = readSarif(JSON.stringify({ version: "2.1.0", runs: [{ tool: {}, ...more }] }));
      return read.ok ? "read" : read.error;
    };
    expect(said({})).toContain("no list of results");
    expect(said({ results: null })).toContain("no list of results");
    const invocations = [{ executionSuccessful: true }, { executionSuccessful: false }];
    expect(said({ results: [], invocations })).toContain("its tool failed");
    expect(said({ results: [], invocations: invocations.slice(0, 1) })).toBe("read");
  });

  it.each([
    ["{", "JSON"],
    ["[]", "JSON"],
    ['{"version":"2.0.0","runs":[]}', "2.1.0"],
    ['{"version":"2.1.0","runs":[]}', "no run"],
    ['{"version":"2.1.0","runs":[{}]}', "which tool"],
    ['{"version":"2.1.0","runs":[{"tool":{},"results":{}}]}', "not a list"],
    ['{"version":"2.1.0","runs":[{"tool":{},"results":[1]}]}', "not an object"],
  ])("that is %s is refused with a sentence", (text, words) => {
    const read = readSarif(text);
    expect(read.ok ? "read" : read.error).toContain(words);
  });
});

describe("verdicts", () => {
  const settings = evidenceDefaults("tier2");
  it("follow the numbers of the policy", () => {
    const tests = (total: number, failed: number, skipped = 0) =>
      findingsVerdict({ shape: "tests", total, failed, errors: 0, skipped }, settings).verdict;
    expect([tests(5, 0), tests(5, 1), tests(5, 0, 2), tests(0, 0), tests(5, 0, 5)]).toEqual([
      "pass",
      "fail",
      "warn",
      "fail",
      "fail",
    ]);
    const scan = (critical: number, high: number, medium: number) =>
      findingsVerdict({ shape: "security", critical, high, medium, low: 9 }, settings).verdict;
    expect([scan(0, 0, 10), scan(0, 0, 11), scan(0, 1, 0), scan(1, 0, 0)]).toEqual([
      "pass",
      "warn",
      "fail",
      "fail",
    ]);
  });

  it("name every kind once, asked ones first; nothing asked is ever good without a piece", () => {
    const now = new Date("2026-11-21T00:00:00Z");
    fc.assert(
      fc.property(
        fc.constantFrom("tier1", "tier2", "tier3"),
        fc.subarray([...CHANGE_FLAGS]),
        fc.subarray([...EVIDENCE_KINDS]),
        fc.integer({ min: 0, max: 800 }),
        (tier, flags, kinds, days) => {
          const producedAt = new Date(now.getTime() - days * 86_400_000);
          const attached = kinds.map(
            (kind): AttachedEvidence => ({
              ...{ kind, source: "ci", producedAt, expiresAt: null },
              findings: { shape: "word", passed: true, sentence: "It held." },
            }),
          );
          const wanted = evidenceDefaults(tier);
          const lines = evidenceLines({ attached, settings: wanted, flags, now });
          expect(lines.map(({ kind }) => kind).sort()).toEqual([...EVIDENCE_KINDS].sort());
          expect(lines.map(({ asked }) => asked)).toEqual(
            lines.map(({ asked }) => asked).sort((a, b) => Number(b) - Number(a)),
          );
          for (const { kind, asked, state } of lines) {
            expect(asked).toBe(askedBecause(wanted.kinds[kind], flags) !== null);
            const young = days < wanted.kinds[kind].maxAgeDays;
            expect(state).toBe(!kinds.includes(kind) ? "missing" : young ? "pass" : "expired");
          }
        },
      ),
    );
  });

  it("of a piece that expires sooner end with it", () => {
    const now = new Date("2026-11-21T00:00:00Z");
    const piece: AttachedEvidence = {
      kind: "build",
      ...{ source: "ci", producedAt: new Date("2026-11-20T00:00:00Z"), expiresAt: now },
      findings: { shape: "word", passed: true, sentence: "It held." },
    };
    const lines = evidenceLines({ attached: [piece], settings, flags: [], now });
    expect(lines.find(({ kind }) => kind === "build")?.state).toBe("expired");
  });

  it("come from settings that make sense: the defaults do, a flag that nobody names does not", () => {
    for (const tier of ["tier1", "tier2", "tier3"] as const)
      expect(evidenceSettingsProblem(evidenceDefaults(tier))).toBeNull();
    const empty = {
      ...settings,
      kinds: { ...settings.kinds, build: { asked: "flagged", flags: [], maxAgeDays: 1 } },
    } as const;
    expect(evidenceSettingsProblem(empty)?.kind).toBe("build");
  });
});
