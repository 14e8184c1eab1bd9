import { isDeepStrictEqual } from "node:util";

/** @throws Error with both values when they differ */
export function same(what: string, found: unknown, wanted: unknown): void {
  if (isDeepStrictEqual(found, wanted)) return;
  const say = (value: unknown) => JSON.stringify(value, null, 2);
  throw new Error(`${what}: found ${say(found)}\nbut wanted ${say(wanted)}`);
}

/** @throws Error with the sentence unless `fact` */
export function holds(fact: boolean, sentence: string): void {
  if (!fact) throw new Error(sentence);
}
