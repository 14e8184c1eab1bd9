import { parse } from "@marcbachmann/cel-js";
import fc from "fast-check";
import { expect, it } from "vitest";
import { compileCondition, readable } from "./cel";
import { FACTS_SCHEMA, type FactsDocument } from "./facts-schema";
import { plainCondition } from "./plain-condition";

const WORDS = ["", "a", "ab", "b", "stock", "stock_account", "Ü", "'"] as const;
const quoted = (word: string) => JSON.stringify(word);
const one = <T>(...all: readonly T[]) => fc.constantFrom(...all);

const words = fc.oneof(fc.constantFrom(...WORDS).map(quoted), one("environment.stage", "release.name"));
const numbers = fc.oneof(fc.integer({ min: 0, max: 3 }).map(String), one("risk.score", "history.failed"));
const lists = one("release.modules", "change.flags", "release.schemaModules");
const literals = fc
  .array(fc.constantFrom(...WORDS).map(quoted), { minLength: 1, maxLength: 3 })
  .map((all) => `[${all.join(", ")}]`);

/** A condition of the plain kind; `within` is the variable of the loop around it. */
const condition = (depth: number, within: string | null): fc.Arbitrary<string> => {
  const word = within === null ? words : fc.oneof(words, fc.constant(within));
  const leaf = fc.oneof(
    fc
      .tuple(word, one("==", "!=", "<", "<=", ">", ">="), word)
      .map(([left, operator, right]) => `${left} ${operator} ${right}`),
    fc
      .tuple(numbers, one("==", "!=", "<", "<=", ">", ">="), numbers)
      .map(([left, operator, right]) => `${left} ${operator} ${right}`),
    one("recovery.passed", "recovery.drilled == true", "true", "recovery.passed != recovery.drilled"),
    fc.tuple(word, fc.oneof(lists, literals)).map(([left, list]) => `${left} in ${list}`),
    numbers.map((left) => `${left} in [0, 2]`),
    fc
      .tuple(word, one("startsWith", "endsWith", "contains"), word)
      .map(([left, call, right]) => `${left}.${call}(${right})`),
  );
  if (depth === 0) return leaf;
  const inner = condition(depth - 1, within);
  const joined = fc
    .tuple(inner, one("&&", "||"), inner)
    .map(([left, operator, right]) => `(${left}) ${operator} (${right})`);
  const negated = inner.map((text) => `!(${text})`);
  if (within !== null) return fc.oneof(leaf, joined, negated);
  const loop = fc
    .tuple(lists, one("exists", "all"), condition(depth - 1, "name"))
    .map(([list, call, text]) => `${list}.${call}(name, ${text})`);
  return fc.oneof(leaf, joined, negated, loop);
};

const OF_TYPE: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  string: fc.constantFrom(...WORDS),
  int: fc.integer({ min: -3, max: 3 }),
  bool: fc.boolean(),
  "list<string>": fc.array(fc.constantFrom(...WORDS), { maxLength: 5 }),
};

/** Any facts, every declared field by its type. */
const documents = fc.record(
  Object.fromEntries(
    Object.entries(FACTS_SCHEMA).map(([group, fields]) => [
      group,
      fc.record(
        Object.fromEntries(
          Object.entries(fields).map(([field, { type }]) => [field, OF_TYPE[type] ?? fc.constant("")]),
        ),
      ),
    ]),
  ),
) as unknown as fc.Arbitrary<FactsDocument>;

const compiled = (text: string) => {
  const made = compileCondition(text);
  if (!made.ok) throw new Error(`${text}: ${made.fault.message}`);
  return made.evaluate;
};
const isPlain = (text: string) => plainCondition(parse(text).ast) !== null;

it("says of any plain condition and any facts what the library's evaluator says", () => {
  fc.assert(
    fc.property(condition(3, null), documents, (text, document) => {
      expect(isPlain(text), text).toBe(true);
      const refused = compileCondition(text);
      // Loops beside loops may be refused by their length, whoever would run them.
      fc.pre(refused.ok || !/run too long/.test(refused.fault.message));
      // Whatever chooses between two values is left to the library.
      const asked = `(${text}) ? true : false`;
      expect(isPlain(asked)).toBe(false);
      const facts = readable(document);
      expect(compiled(text)(facts), text).toBe(compiled(asked)(facts));
    }),
    { numRuns: 2_000 },
  );
});

it.each([
  "risk.score / risk.score == 1",
  "release.modules[0] == 'stock'",
  "size(plans.rollback) < 10",
  "release.modules == change.flags",
  "release.modules.exists(a, release.schemaModules.exists(b, a == b))",
  "release.modules.exists(risk, risk == 'stock')",
  "['a', 'b'].exists(name, name == 'a')",
  "release.modules.exists_one(name, name == 'stock')",
  "release.modules.map(name, name + 'x') == []",
  "risk.score > 1.5",
  "risk.score > -1",
  "has(release.name)",
])("leaves %s to the library", (text) => {
  expect(isPlain(text)).toBe(false);
});
