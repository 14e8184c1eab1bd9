import { FACTS_SCHEMA, type FactsDocument } from "./facts-schema";

type Value = string | number | boolean | readonly string[];
type Field = { name: string; byClock: boolean | string; value: (document: FactsDocument) => Value };

const FIELDS: ReadonlyMap<string, readonly Field[]> = new Map(
  Object.entries(FACTS_SCHEMA).map(([group, fields]) => [
    group,
    Object.entries<{ type: string; byClock?: true | string }>(fields).map(
      ([field, { byClock = false }]): Field => {
        const value: Field["value"] = (document) =>
          (document[group as keyof typeof FACTS_SCHEMA] as Readonly<Record<string, Value>>)[field] ?? "";
        return { name: `${group}.${field}`, byClock, value };
      },
    ),
  ]),
);

const TEXTS = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g;
const READS = /\b([a-z]\w*)\b(?:\s*\.\s*(\w+))?/gi;

/** What an expression reads; of a group that stands alone in it all. */
function fieldsRead(expression: string): ReadonlySet<Field> {
  const read = new Set<Field>();
  for (const [, group = "", field] of expression.replace(TEXTS, '""').matchAll(READS)) {
    const known = FIELDS.get(group) ?? [];
    const one = known.find(({ name }) => name === `${group}.${field}`);
    for (const each of one === undefined ? known : [one]) {
      const steady = known.find(({ name }) => name === `${group}.${each.byClock}`);
      if (each.byClock === false || steady !== undefined) read.add(steady ?? each);
    }
  }
  return read;
}

/**
 * The grounds on which a written rule objects: the rule as it is written, and every fact it read but for those that the
 * clock alone moves. Of a list each entry is one, so that fewer of the same are covered and more are not.
 */
export function groundsOfRule(when: string): (document: FactsDocument) => readonly string[] {
  const read = [...fieldsRead(when)];
  return (document) => [
    when,
    ...read.flatMap(({ name, value }) => {
      const found = value(document);
      return typeof found === "object" ? found.map((item) => `${name} ${item}`) : [`${name} ${found}`];
    }),
  ];
}
