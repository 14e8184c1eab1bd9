import type { ASTNode } from "@marcbachmann/cel-js";
import { FACTS_SCHEMA, type ReadableFacts } from "./facts-schema";

/** Reads something of the facts; `item` is the one a loop around it stands at. Never throws. */
type Read<Value> = (facts: ReadableFacts, item: string) => Value;
type Scalar = string | bigint | boolean;

/**
 * A checked condition as plain functions, which say what the library's evaluator says at a fraction of its cost; null where
 * it holds anything but comparisons of facts, words and numbers, and loops over one list of the facts. What is read here cannot fail,
 * so that the language's rules about errors have nothing to say; whatever could is left to the library.
 */
export function plainCondition(node: ASTNode, variable: string | null = null): Read<boolean> | null {
  switch (node.op) {
    case "&&":
    case "||": {
      const [one, other] = node.args.map((side) => plainCondition(side, variable));
      if (!one || !other) return null;
      return node.op === "&&"
        ? (facts, item) => one(facts, item) && other(facts, item)
        : (facts, item) => one(facts, item) || other(facts, item);
    }
    case "!_": {
      const negated = plainCondition(node.args, variable);
      return negated && ((facts, item) => !negated(facts, item));
    }
    case "in": {
      const [value, list] = [scalar(node.args[0], variable), listOf(node.args[1])];
      return value && list && ((facts, item) => list(facts).includes(value(facts, item)));
    }
    case "rcall":
      return calledOn(node, variable);
    default:
      return comparison(node, variable) ?? truth(node, variable);
  }
}

/** A fact that is itself yes or no: the checker lets nothing else stand here. */
function truth(node: ASTNode, variable: string | null): Read<boolean> | null {
  const value = scalar(node, variable);
  return value && ((facts, item) => value(facts, item) === true);
}

const COMPARE: Readonly<Record<string, (one: Scalar, other: Scalar) => boolean>> = {
  "==": (one, other) => one === other,
  "!=": (one, other) => one !== other,
  "<": (one, other) => one < other,
  "<=": (one, other) => one <= other,
  ">": (one, other) => one > other,
  ">=": (one, other) => one >= other,
};

function comparison({ op, args }: ASTNode, variable: string | null): Read<boolean> | null {
  const compare = COMPARE[op];
  if (compare === undefined) return null;
  const [one, other] = (args as [ASTNode, ASTNode]).map((side) => scalar(side, variable));
  return one && other ? (facts, item) => compare(one(facts, item), other(facts, item)) : null;
}

const OF_WORDS: Readonly<Record<string, (word: string, part: string) => boolean>> = {
  startsWith: (word, part) => word.startsWith(part),
  endsWith: (word, part) => word.endsWith(part),
  contains: (word, part) => word.includes(part),
};

function calledOn(
  { args }: Extract<ASTNode, { op: "rcall" }>,
  variable: string | null,
): Read<boolean> | null {
  const [name, receiver, [first, second]] = args;
  if (first === undefined) return null;
  if (name === "exists" || name === "all")
    return second ? loop(name, receiver, [first, second], variable) : null;
  const compare = OF_WORDS[name];
  const [word, part] = [scalar(receiver, variable), scalar(first, variable)];
  if (compare === undefined || !word || !part) return null;
  return (facts, item) => compare(word(facts, item) as string, part(facts, item) as string);
}

function loop(
  kind: "exists" | "all",
  over: ASTNode,
  [item, condition]: [ASTNode, ASTNode],
  outer: string | null,
): Read<boolean> | null {
  const list = factList(over);
  if (outer !== null || list === null || item.op !== "id" || isGroup(item.args)) return null;
  const holds = plainCondition(condition, item.args);
  if (holds === null) return null;
  return kind === "exists"
    ? (facts) => list(facts).some((word) => holds(facts, word))
    : (facts) => list(facts).every((word) => holds(facts, word));
}

function scalar(node: ASTNode, variable: string | null): Read<Scalar> | null {
  if (node.op === "value") {
    const { args: value } = node;
    const known = typeof value === "string" || typeof value === "bigint" || typeof value === "boolean";
    return known ? () => value : null;
  }
  if (node.op === "id" && node.args === variable) return (_facts, item) => item;
  return factOf(node, ["string", "int", "bool"]) as Read<Scalar> | null;
}

const factList = (node: ASTNode) =>
  factOf(node, ["list<string>"]) as ((facts: ReadableFacts) => readonly string[]) | null;

/** A list of the facts, or one that is written out. */
function listOf(node: ASTNode): ((facts: ReadableFacts) => readonly Scalar[]) | null {
  if (node.op !== "list") return factList(node);
  const items = node.args.map((one) => (one.op === "value" ? one.args : null));
  const plain = items.every(
    (one): one is string | bigint => typeof one === "string" || typeof one === "bigint",
  );
  return plain ? () => items : null;
}

const isGroup = (name: string): name is keyof typeof FACTS_SCHEMA => Object.hasOwn(FACTS_SCHEMA, name);

/** `group.field` of the declared facts, where it is of one of these types. */
function factOf(node: ASTNode, types: readonly string[]): ((facts: ReadableFacts) => unknown) | null {
  if (node.op !== ".") return null;
  const [{ op, args: group }, field] = node.args;
  if (op !== "id" || !isGroup(group)) return null;
  const fields: Readonly<Record<string, { type: string }>> = FACTS_SCHEMA[group];
  if (!types.includes(fields[field]?.type ?? "")) return null;
  return (facts) => (facts[group] as Readonly<Record<string, unknown>>)[field];
}
