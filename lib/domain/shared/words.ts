/** "two production environments", "1 change": counts as a person says them. */
const WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"] as const;

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${WORDS[count] ?? String(count)} ${count === 1 ? one : many}`;
}

export const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Whether a text holds a reason already, whatever ends it and however it begins. */
export function saysAlready(text: string, reason: string): boolean {
  const bare = (words: string) =>
    words
      .trim()
      .replace(/[.;\s]+$/, "")
      .toLowerCase();
  return bare(text).includes(bare(reason));
}

/** "stock", "stock and mrp", "stock, mrp and barcode". */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;
