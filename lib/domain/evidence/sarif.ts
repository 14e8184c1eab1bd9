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
    const failed = failedRun(run);
    if (failed !== null) return err(failed);
    const { results } = run;
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

/** Why a run shows nothing whatever it lists; null when it ran. Only an empty list says that nothing was found. */
function failedRun({ results, invocations }: Json): string | null {
  if (results === undefined || results === null)
    return "A run of the report has no list of results: its scan did not come to an end, which is not the same as finding nothing.";
  const failed = Array.isArray(invocations)
    ? invocations.some((one) => isRecord(one) && one["executionSuccessful"] === false)
    : false;
  return failed
    ? "A run of the report says that its tool failed (executionSuccessful is false): what it did not reach, nobody has looked at. Run the scan again."
    : null;
}

type Component = { name: unknown; guid: unknown; rules: readonly unknown[]; byId: ReadonlyMap<string, Json> };
/** The rules of a tool: its driver's, and those of its extensions in their order. */
type Rules = { driver: Component; extensions: readonly Component[] };

function rulesOf({ driver, extensions }: Json): Rules {
  return { driver: componentOf(driver), extensions: listOf(extensions).map(componentOf) };
}

function componentOf(component: unknown): Component {
  const { name, guid, rules } = isRecord(component) ? component : {};
  const all = listOf(rules);
  const byId = new Map(all.filter(isRecord).map((rule) => [String(rule["id"] ?? ""), rule]));
  return { name, guid, rules: all, byId };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The rule a result broke: by its place in the component it is told to be in, else by its id wherever that is known. */
function ruleOf(result: Json, { driver, extensions }: Rules): Json | undefined {
  const reference = isRecord(result["rule"]) ? result["rule"] : {};
  const id = String(reference["id"] ?? result["ruleId"] ?? "");
  const component = referredTo(reference["toolComponent"], extensions) ?? driver;
  const placed = component.rules[Number(reference["index"] ?? result["ruleIndex"] ?? -1)];
  if (isRecord(placed) && (id === "" || isUnder(id, String(placed["id"] ?? "")))) return placed;
  for (let name = id; name !== ""; name = name.slice(0, Math.max(0, name.lastIndexOf("/")))) {
    const holder = [component, driver, ...extensions].find(({ byId }) => byId.has(name));
    if (holder !== undefined) return holder.byId.get(name);
  }
  return undefined;
}

/** Rules may be named with what they have below them: "CA1000/1" is one of "CA1000". */
const isUnder = (id: string, rule: string): boolean => id === rule || id.startsWith(`${rule}/`);

function referredTo(reference: unknown, extensions: readonly Component[]): Component | undefined {
  if (!isRecord(reference)) return undefined;
  const { index, guid, name } = reference;
  if (typeof index === "number" && index >= 0) return extensions[index];
  return guid === undefined
    ? extensions.find((one) => name !== undefined && one.name === name)
    : extensions.find((one) => one.guid === guid);
}

function severityOf(result: Json, rules: Rules): Severity | null {
  const kind = result["kind"] ?? "fail";
  if (kind !== "fail" || isSuppressed(result)) return null;
  const rule = ruleOf(result, rules);
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
