import { err, ok, type Result } from "../shared/result";
import type { EvidenceFindings } from "./kind";

type SecurityFindings = Extract<EvidenceFindings, { shape: "security" }>;
type Severity = "critical" | "high" | "medium" | "low";

const MAX_RUNS = 50;
const MAX_RESULTS = 100_000;

/**
 * Counts of a SARIF 2.1.0 report by severity: of a result's or its rule's `security-severity` (a CVSS score), else of
 * its level (error, warning, note). What a tool has suppressed or marked as no finding is not counted.
 */
export function readSarif(text: string): Result<SecurityFindings, string> {
  const report = parsed(text);
  if (report === null) return err("The report is not valid JSON.");
  if (report["version"] !== "2.1.0") return err("Only SARIF version 2.1.0 is read.");
  const { runs } = report;
  if (!Array.isArray(runs) || runs.length === 0)
    return err("The report holds no run: a scan that did not run shows nothing.");
  if (runs.length > MAX_RUNS) return err(`The report holds more than ${MAX_RUNS} runs.`);
  const counts = { critical: 0, high: 0, medium: 0, low: 0 };
  let seen = 0;
  for (const run of runs) {
    if (!isRecord(run)) return err("A run of the report is not an object.");
    if (!isRecord(run["tool"])) return err("A run of the report does not say which tool made it.");
    const results = run["results"] ?? [];
    if (!Array.isArray(results)) return err("The results of a run are not a list.");
    seen += results.length;
    if (seen > MAX_RESULTS) return err(`The report holds more than ${MAX_RESULTS} results.`);
    const rules = rulesOf(run["tool"]);
    for (const result of results) {
      if (!isRecord(result)) return err("A result of the report is not an object.");
      const severity = severityOf(result, rules);
      if (severity !== null) counts[severity] += 1;
    }
  }
  return ok({ shape: "security", ...counts });
}

type Json = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Json =>
  value !== null && typeof value === "object" && !Array.isArray(value);

function parsed(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function rulesOf(tool: Json): ReadonlyMap<string, Json> {
  const driver = tool["driver"];
  const rules = isRecord(driver) ? driver["rules"] : undefined;
  if (!Array.isArray(rules)) return new Map();
  return new Map(rules.filter(isRecord).map((rule) => [String(rule["id"] ?? ""), rule]));
}

function severityOf(result: Json, rules: ReadonlyMap<string, Json>): Severity | null {
  const kind = result["kind"] ?? "fail";
  if (kind !== "fail" || isSuppressed(result)) return null;
  const rule = rules.get(String(result["ruleId"] ?? ""));
  const score = scoreOf(result) ?? (rule === undefined ? null : scoreOf(rule));
  if (score !== null) return score >= 9 ? "critical" : score >= 7 ? "high" : score >= 4 ? "medium" : "low";
  const configuration = rule?.["defaultConfiguration"];
  const level =
    result["level"] ?? (isRecord(configuration) ? configuration["level"] : undefined) ?? "warning";
  return level === "error" ? "high" : level === "warning" ? "medium" : level === "note" ? "low" : null;
}

/** A suppression counts once it was accepted; one without a status was. */
const isSuppressed = ({ suppressions }: Json): boolean =>
  Array.isArray(suppressions) &&
  suppressions.length > 0 &&
  suppressions.every((one) => isRecord(one) && (one["status"] ?? "accepted") === "accepted");

function scoreOf({ properties }: Json): number | null {
  if (!isRecord(properties)) return null;
  const score = Number.parseFloat(String(properties["security-severity"] ?? ""));
  return Number.isFinite(score) && score >= 0 && score <= 10 ? score : null;
}
