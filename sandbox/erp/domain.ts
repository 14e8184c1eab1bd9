import { valueError } from "@/sandbox/erp/errors";
import type { Model } from "@/sandbox/erp/registry";

export type Condition = { readonly text: string; readonly values: readonly unknown[] };

const COMPARISONS = new Map([
  ["=", "="],
  ["!=", "<>"],
  ["<", "<"],
  [">", ">"],
  ["<=", "<="],
  [">=", ">="],
]);
const MAXIMUM_TERMS = 200;

/**
 * Translates an Odoo domain (prefix notation, implicit "and") into SQL for the alias `t`.
 * Placeholders start at `$first`.
 * @throws ErpError (ValueError, as Odoo) for an unknown field, operator or malformed term.
 */
export function domainToSql(model: Model, domain: unknown, first = 1): Condition {
  if (!Array.isArray(domain)) throw valueError(`Invalid domain: ${JSON.stringify(domain)} is not a list.`);
  if (domain.length > MAXIMUM_TERMS) throw valueError(`Invalid domain: more than ${MAXIMUM_TERMS} terms.`);
  const values: unknown[] = [];
  const place = (value: unknown) => {
    values.push(value);
    return `$${first + values.length - 1}`;
  };
  const terms: unknown[] = [...domain];
  const parts: string[] = [];
  while (terms.length > 0) parts.push(nextTerm(model, terms, place));
  return { text: parts.length === 0 ? "true" : parts.join(" AND "), values };
}

function nextTerm(model: Model, terms: unknown[], place: (value: unknown) => string): string {
  const term = terms.shift();
  if (term === undefined) throw valueError("Invalid domain: an operator lacks a term after it.");
  if (term === "!") return `(NOT ${nextTerm(model, terms, place)})`;
  if (term === "&" || term === "|") {
    const left = nextTerm(model, terms, place);
    const right = nextTerm(model, terms, place);
    return `(${left} ${term === "&" ? "AND" : "OR"} ${right})`;
  }
  if (
    !Array.isArray(term) ||
    term.length !== 3 ||
    typeof term[0] !== "string" ||
    typeof term[1] !== "string"
  ) {
    throw valueError(`Invalid domain term ${JSON.stringify(term)}: expected [field, operator, value].`);
  }
  return leaf(model, term[0], term[1].toLowerCase(), term[2], place);
}

function leaf(
  model: Model,
  name: string,
  operator: string,
  value: unknown,
  place: (value: unknown) => string,
): string {
  const field = model.fields.get(name);
  if (field === undefined || field.inverse !== undefined) {
    throw valueError(`Invalid field ${model.name}.${name} in condition (${name}, ${operator})`);
  }
  const { expression } = field;
  if (operator === "in" || operator === "not in") return membership(expression, operator, value, place);
  if (operator === "like" || operator === "ilike" || operator === "not ilike" || operator === "not like") {
    const sqlOperator = operator.replace(/^not /, "").toUpperCase();
    const text = `coalesce(${expression}::text, '') ${sqlOperator} ${place(`%${String(value)}%`)}`;
    return operator.startsWith("not") ? `(NOT ${text})` : `(${text})`;
  }
  if (operator === "=like" || operator === "=ilike") {
    return `(${expression}::text ${operator.slice(1).toUpperCase()} ${place(String(value))})`;
  }
  const comparison = COMPARISONS.get(operator);
  if (comparison === undefined) throw valueError(`Invalid operator '${operator}' in a domain.`);
  if (value === null || value === false) return absence(expression, comparison, place);
  if (comparison === "<>") return `(${expression} IS DISTINCT FROM ${place(value)})`;
  return `(${expression} ${comparison} ${place(value)})`;
}

/** `=` with false means "empty"; for a boolean column it means false as well. */
function absence(expression: string, comparison: string, place: (value: unknown) => string): string {
  const empty = `coalesce(${expression}::text, 'false') = ${place("false")}`;
  if (comparison === "=") return `(${empty})`;
  if (comparison === "<>") return `(NOT ${empty})`;
  throw valueError(`Invalid comparison ${comparison} with an empty value in a domain.`);
}

function membership(
  expression: string,
  operator: string,
  value: unknown,
  place: (value: unknown) => string,
): string {
  if (!Array.isArray(value))
    throw valueError(`The operator '${operator}' needs a list, not ${JSON.stringify(value)}.`);
  const list = `(${expression}::text = ANY(${place(value.map(String))}))`;
  return operator === "in" ? list : `(NOT coalesce(${list}, false))`;
}
