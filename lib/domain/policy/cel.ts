import { type ASTNode, Environment } from "@marcbachmann/cel-js";
import { FACTS_SCHEMA, type FactsDocument, MAX_FACT_ITEMS, type ReadableFacts } from "./facts-schema";
import { plainCondition } from "./plain-condition";

export const MAX_EXPRESSION = 1_000;
/** At most so many nodes are visited by one evaluation, lists taken at their largest. */
export const MAX_STEPS = 60_000;
const MAX_LITERAL_ITEMS = 50;
const LIMITS = {
  maxAstNodes: 300,
  maxDepth: 24,
  maxListElements: MAX_LITERAL_ITEMS,
  maxMapEntries: 0,
  maxCallArguments: 4,
};

/** What stands in an expression's way, and at which character of it (from 0). */
export type ExpressionFault = { message: string; at: number };
export type Expression<Value> = (facts: ReadableFacts) => Value;
export type Compiled<Value> =
  | { ok: true; evaluate: Expression<Value> }
  | { ok: false; fault: ExpressionFault };

type Fields = Record<string, unknown>;

/** One class for each group: the evaluator knows a typed value by its constructor. */
const GROUPS = Object.entries(FACTS_SCHEMA).map(([name, fields]) => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Facts`;
  const Group = { [type]: class {} }[type] ?? Object;
  const types = Object.fromEntries(Object.entries(fields).map(([field, one]) => [field, one.type]));
  return { name, type, Group, types };
});

const environment = makeEnvironment();

function makeEnvironment(): Environment {
  const made = new Environment({ limits: LIMITS });
  made.registerVariable("moment", "string");
  for (const { name, type, Group, types } of GROUPS) {
    made.registerType(type, { ctor: Group as new () => object, fields: types });
    made.registerVariable(name, type);
  }
  return made;
}

/** The document as expressions read it: whole numbers become the language's own. */
export function readable(document: FactsDocument): ReadableFacts {
  const facts: Record<string, unknown> = { moment: document.moment };
  for (const { name, Group, types } of GROUPS) {
    const values = document[name as keyof typeof FACTS_SCHEMA] as Fields;
    const group = Object.create(Group.prototype as object) as Fields;
    for (const [field, type] of Object.entries(types)) {
      const value = values[field];
      group[field] = type === "int" ? BigInt(value as number) : value;
    }
    facts[name] = group;
  }
  return facts;
}

/** A condition; refused unless it compiles, reads only what is declared, says yes or no, and cannot run long. */
export const compileCondition = (text: string): Compiled<boolean> =>
  compile(text, ["bool"], ({ evaluate, ast }) => {
    const plain = plainCondition(ast);
    return plain === null ? (facts) => evaluate(facts) === true : (facts) => plain(facts, "");
  });

/** Values compiled so far: rules speak of few different ones, and each of them in several sentences. */
const VALUES = new Map<string, Compiled<string>>();
const VALUES_KEPT = 1_000;

/** A value to be put into a sentence: a text or a whole number. */
export function compileValue(text: string): Compiled<string> {
  const known = VALUES.get(text);
  if (known !== undefined) return known;
  const made = compile(
    text,
    ["string", "int"],
    ({ evaluate }) =>
      (facts) =>
        String(evaluate(facts)),
  );
  if (VALUES.size >= VALUES_KEPT) VALUES.clear();
  VALUES.set(text, made);
  return made;
}

type Checked = { evaluate: (facts: ReadableFacts) => unknown; ast: ASTNode };

function compile<Value>(
  text: string,
  wanted: readonly string[],
  expressionOf: (checked: Checked) => Expression<Value>,
): Compiled<Value> {
  const refuse = (message: string, at = 0): Compiled<Value> => ({ ok: false, fault: { message, at } });
  if (text.trim() === "") return refuse("It is empty.");
  if (text.length > MAX_EXPRESSION) return refuse(`It is longer than ${MAX_EXPRESSION} characters.`);
  try {
    const parsed = environment.parse(text);
    const stranger = forbiddenCall(parsed.ast);
    if (stranger !== null) return refuse(`Rules may not use ${stranger.name}().`, stranger.at);
    const checked = parsed.check();
    if (!checked.valid) return { ok: false, fault: faultOf(checked.error) };
    if (checked.type === undefined || !wanted.includes(checked.type)) {
      return refuse(`It gives ${checked.type ?? "a value of no known type"}, not ${wanted.join(" or ")}.`);
    }
    if (steps(parsed.ast) > MAX_STEPS)
      return refuse("It could run too long: look at lists one after another.");
    return { ok: true, evaluate: expressionOf({ evaluate: parsed, ast: parsed.ast }) };
  } catch (error) {
    return { ok: false, fault: faultOf(error) };
  }
}

type CelProblem = { summary?: string; message?: string; range?: { start: number } };

function faultOf(error: unknown): ExpressionFault {
  const problem = error as CelProblem;
  const [line = "It cannot be read."] = (problem.summary ?? problem.message ?? "").split("\n");
  return { message: sentence(line), at: problem.range?.start ?? 0 };
}

/** What an evaluation threw, as a sentence. */
export const evaluationFault = (error: unknown): string => faultOf(error).message;

const sentence = (text: string): string => {
  const known = text.replace(/^Unexpected token: EOF$/, "It ends too early");
  const upper = `${known.charAt(0).toUpperCase()}${known.slice(1)}`;
  return /[.!?]$/.test(upper) ? upper : `${upper}.`;
};

const ALLOWED = new Set([
  ...["size", "string", "int", "has", "contains", "startsWith", "endsWith", "join"],
  ...["all", "exists", "exists_one", "map", "filter"],
]);
const LOOPS = new Set(["all", "exists", "exists_one", "map", "filter"]);

/** The first call of anything outside the list: no patterns that backtrack, no clock, no way around the types. */
function forbiddenCall(node: ASTNode): { name: string; at: number } | null {
  if (node.op === "call" || node.op === "rcall") {
    const name = node.args[0] as string;
    if (!ALLOWED.has(name)) return { name, at: node.range.start };
  }
  for (const child of children(node)) {
    const found = forbiddenCall(child);
    if (found !== null) return found;
  }
  return null;
}

/** How many nodes one evaluation visits at most. A list inside a list's loop multiplies. */
function steps(node: ASTNode): number {
  const inner = children(node).reduce((sum, child) => sum + steps(child), 1);
  const loops = node.op === "rcall" && LOOPS.has(node.args[0] as string);
  const scans = node.op === "in" || (node.op === "rcall" && node.args[0] === "join");
  const items = MAX_FACT_ITEMS * (1 + joined(node));
  return loops ? inner * items : scans ? inner + items : inner;
}

/** How often lists may have been put together beneath a node: each time makes them longer. */
const joined = (node: ASTNode): number =>
  children(node).reduce((sum, child) => sum + joined(child), node.op === "+" ? 1 : 0);

function children(node: ASTNode): readonly ASTNode[] {
  const flat = (value: unknown): readonly ASTNode[] =>
    Array.isArray(value) ? value.flatMap(flat) : isNode(value) ? [value] : [];
  return flat(node.args);
}

const isNode = (value: unknown): value is ASTNode =>
  typeof value === "object" && value !== null && "op" in value && "args" in value;
