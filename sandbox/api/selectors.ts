import { badRequest } from "@/sandbox/api/errors";
import { at, list, record, records, stringMap } from "@/sandbox/api/json";
import type { Fields, KubeObject, ResourceType } from "@/sandbox/api/types";

export type Predicate = (object: KubeObject) => boolean;
type Labels = Record<string, string>;
type LabelRule = (labels: Labels) => boolean;

const keyPattern = /^([a-z0-9A-Z]([a-z0-9A-Z.-]*[a-z0-9A-Z])?\/)?[a-zA-Z0-9]([\w.-]*[a-zA-Z0-9])?$/;
const valuePattern = /^([a-zA-Z0-9]([\w.-]*[a-zA-Z0-9])?)?$/;

/** Splits at the commas outside parentheses. */
function terms(selector: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let current = "";
  for (const character of selector) {
    if (character === "(") depth += 1;
    if (character === ")") depth -= 1;
    if (character === "," && depth === 0) {
      parts.push(current);
      current = "";
    } else current += character;
  }
  if (depth !== 0) throw badRequest(`unable to parse requirement: unbalanced parentheses in "${selector}"`);
  return [...parts, current].map((part) => part.trim());
}

function key(name: string): string {
  if (keyPattern.test(name)) return name;
  throw badRequest(`unable to parse requirement: "${name}" is not a valid label key`);
}

function value(name: string): string {
  if (valuePattern.test(name)) return name;
  throw badRequest(`unable to parse requirement: "${name}" is not a valid label value`);
}

function labelRule(term: string): LabelRule {
  const set = /^(\S+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(term);
  if (set?.[1] !== undefined) {
    const name = key(set[1]);
    const values = new Set((set[3] ?? "").split(",").map((entry) => value(entry.trim())));
    return set[2] === "in"
      ? (labels) => values.has(labels[name] ?? "") && labels[name] !== undefined
      : (labels) => labels[name] === undefined || !values.has(labels[name]);
  }
  const comparison = /^([^\s=!]+)\s*(==|=|!=)\s*(\S*)$/.exec(term);
  if (comparison?.[1] !== undefined) {
    const name = key(comparison[1]);
    const wanted = value(comparison[3] ?? "");
    return comparison[2] === "!=" ? (labels) => labels[name] !== wanted : (labels) => labels[name] === wanted;
  }
  if (term.startsWith("!")) {
    const name = key(term.slice(1).trim());
    return (labels) => labels[name] === undefined;
  }
  const name = key(term);
  return (labels) => labels[name] !== undefined;
}

/** The predicate of a labelSelector parameter. Throws 400 when it does not parse. */
export function labelPredicate(selector: string): Predicate {
  const rules = terms(selector).map(labelRule);
  return (object) => rules.every((rule) => rule(object.metadata.labels ?? {}));
}

/** The predicate of a fieldSelector parameter. Throws 400 for fields the type does not index. */
export function fieldPredicate(selector: string, type: ResourceType): Predicate {
  const known = ["metadata.name", ...(type.namespaced ? ["metadata.namespace"] : []), ...type.selectable];
  const rules = terms(selector).map((term): Predicate => {
    const match = /^([^=!]+)(==|=|!=)(.*)$/.exec(term);
    if (match?.[1] === undefined)
      throw badRequest(`invalid selector: '${selector}'; can't understand '${term}'`);
    const field = match[1];
    const wanted = match[3] ?? "";
    if (!known.includes(field)) {
      const fields = known.map((name) => `"${name}"`).join(", ");
      throw badRequest(`"${field}" is not a known field selector: only ${fields}`);
    }
    const path = field === "source" ? ["source", "component"] : field.split(".");
    const actual = (object: KubeObject): string => String(at(object, ...path) ?? "");
    return match[2] === "!=" ? (object) => actual(object) !== wanted : (object) => actual(object) === wanted;
  });
  return (object) => rules.every((rule) => rule(object));
}

/** Whether labels meet a LabelSelector ({matchLabels, matchExpressions}); an empty selector meets everything. */
export function matchesSelector(selector: unknown, labels: Labels = {}): boolean {
  const { matchLabels, matchExpressions } = record(selector);
  const pairs = Object.entries(stringMap(matchLabels));
  if (!pairs.every(([name, wanted]) => labels[name] === wanted)) return false;
  return records(matchExpressions).every((expression) => meets(expression, labels));
}

function meets(expression: Fields, labels: Labels): boolean {
  const actual = labels[String(expression["key"])];
  const values = list(expression["values"]);
  switch (expression["operator"]) {
    case "In":
      return actual !== undefined && values.includes(actual);
    case "NotIn":
      return actual === undefined || !values.includes(actual);
    case "Exists":
      return actual !== undefined;
    case "DoesNotExist":
      return actual === undefined;
    default:
      return false;
  }
}

/** A LabelSelector as the string form of list parameters, for the Scale subresource. */
export function selectorText(selector: unknown): string {
  const pairs = Object.entries(stringMap(record(selector)["matchLabels"]));
  return pairs
    .sort()
    .map(([name, wanted]) => `${name}=${wanted}`)
    .join(",");
}
