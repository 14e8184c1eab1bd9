import { FACTS_SCHEMA, type FactsDocument, MAX_FACT_ITEMS } from "./facts-schema";

type Value = string | number | boolean | readonly string[];
type Declared = { type: string; byClock?: true | string; counts?: true | string };
type Field = {
  name: string;
  byClock: boolean | string;
  value: (document: FactsDocument) => Value;
  /** Of a number of troubles their names, where a list tells them; null where it is no such number. */
  told: ((document: FactsDocument) => readonly string[]) | null;
};

const factIn = (document: FactsDocument, group: string, field: string): Value =>
  (document[group as keyof typeof FACTS_SCHEMA] as Readonly<Record<string, Value>>)[field] ?? "";

const FIELDS: ReadonlyMap<string, readonly Field[]> = new Map(
  Object.entries(FACTS_SCHEMA).map(([group, fields]) => [
    group,
    Object.entries<Declared>(fields).map(
      ([field, { byClock = false, counts }]): Field => ({
        name: `${group}.${field}`,
        byClock,
        value: (document) => factIn(document, group, field),
        told: counts === undefined ? null : (document) => toldOf(document, group, field),
      }),
    ),
  ]),
);

/** What a number counts: its share of the list that names all of its group, one number after the other. */
function toldOf(document: FactsDocument, group: string, wanted: string): readonly string[] {
  let from = 0;
  for (const [field, { counts }] of Object.entries<Declared>(
    FACTS_SCHEMA[group as keyof typeof FACTS_SCHEMA],
  )) {
    if (typeof counts !== "string") continue;
    const count = Number(factIn(document, group, field));
    const list = factIn(document, group, counts);
    if (field === wanted) return Array.isArray(list) ? list.slice(from, from + count) : [];
    from += count;
  }
  return [];
}

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

/** One ground for each that is counted, and one for each that is named: another one, or one more, is a ground that nobody saw. */
const groundsOfCount = (name: string, count: number, told: readonly string[]): string[] => [
  ...Array.from({ length: Math.min(count, MAX_FACT_ITEMS) }, (_, index) => `${name} ${index + 1}`),
  ...(count > MAX_FACT_ITEMS ? [`${name} ${count}`] : []),
  ...told.map((item) => `${name} ${item}`),
];

/**
 * The grounds on which a written rule objects: the rule as it is written, and every fact it read but for those that the
 * clock alone moves. Of a list each entry is one and of a number of troubles each of them, so that fewer of the same are
 * covered and more are not.
 */
export function groundsOfRule(when: string): (document: FactsDocument) => readonly string[] {
  const read = [...fieldsRead(when)];
  return (document) => [
    when,
    ...read.flatMap(({ name, value, told }) => {
      const found = value(document);
      if (typeof found === "object") return found.map((item) => `${name} ${item}`);
      if (typeof found === "number" && told !== null) return groundsOfCount(name, found, told(document));
      return [`${name} ${found}`];
    }),
  ];
}
