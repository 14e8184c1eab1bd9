import { isDeepStrictEqual } from "node:util";

/** @throws Error with both values when they differ; of two records with the fields that differ */
export function same(what: string, found: unknown, wanted: unknown): void {
  if (isDeepStrictEqual(found, wanted)) return;
  const [left, right] = isRecord(found) && isRecord(wanted) ? differing(found, wanted) : [found, wanted];
  const say = (value: unknown) => JSON.stringify(value, null, 2);
  throw new Error(`${what}: found ${say(left)}\nbut wanted ${say(right)}`);
}

type Fields = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function differing(found: Fields, wanted: Fields): [Fields, Fields] {
  const names = [...new Set([...Object.keys(found), ...Object.keys(wanted)])];
  const differ = names.filter((name) => !isDeepStrictEqual(found[name], wanted[name]));
  const pick = (from: Fields) => Object.fromEntries(differ.map((name) => [name, from[name]]));
  return [pick(found), pick(wanted)];
}

/** @throws Error with the sentence unless `fact` */
export function holds(fact: boolean, sentence: string): void {
  if (!fact) throw new Error(sentence);
}
