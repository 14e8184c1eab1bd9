/** As much of JSON Schema as zod writes. */
export type Schema = {
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  additionalProperties?: Schema | boolean;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  maxItems?: number;
  default?: unknown;
  $ref?: string;
};

const INDENT = "  ";
/** Beyond this depth a schema is only named, so that no document can make the page endless. */
const DEEPEST = 8;

/** A schema as people write types: fields line by line, optional ones with a question mark, limits behind. */
export function schemaText(schema: Schema, depth = 0): string {
  if (depth > DEEPEST) return "…";
  if (schema.$ref) return schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.anyOf) return schema.anyOf.map((one) => schemaText(one, depth)).join(" | ");
  if (schema.properties) return objectText(schema, depth);
  if (schema.items) return `${schemaText(schema.items, depth)}[]`;
  if (typeof schema.additionalProperties === "object") {
    return `{ [name]: ${schemaText(schema.additionalProperties, depth + 1)} }`;
  }
  return scalarText(schema);
}

function objectText(schema: Schema, depth: number): string {
  const required = new Set(schema.required ?? []);
  const inner = INDENT.repeat(depth + 1);
  const lines = Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const optional = required.has(name) ? "" : "?";
    return `${inner}${name}${optional}: ${schemaText(field, depth + 1)}`;
  });
  return lines.length === 0 ? "{}" : `{\n${lines.join("\n")}\n${INDENT.repeat(depth)}}`;
}

function scalarText(schema: Schema): string {
  const type = Array.isArray(schema.type) ? schema.type.join(" | ") : (schema.type ?? "anything");
  const limits = limitsOf(schema);
  const fallback = schema.default === undefined ? "" : `, default ${JSON.stringify(schema.default)}`;
  const format = schema.format ? ` (${schema.format})` : "";
  return `${type}${format}${limits}${fallback}`;
}

/** zod writes the largest safe integer as the bound of any integer; that tells nobody anything. */
const tells = (bound: number | undefined): bound is number =>
  bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;

function limitsOf(schema: Schema): string {
  const low = schema.minLength ?? schema.minimum;
  const high = schema.maxLength ?? schema.maximum;
  const unit = schema.minLength !== undefined || schema.maxLength !== undefined ? " characters" : "";
  if (tells(low) && tells(high)) return `, ${low} to ${high}${unit}`;
  if (tells(high)) return `, at most ${high}${unit}`;
  if (tells(low)) return `, at least ${low}${unit}`;
  return "";
}
