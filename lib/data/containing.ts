import "server-only";

/** A filter for texts that contain these words in upper or lower case; `%`, `_` and `\` mean nothing but themselves. */
export const containing = (words: string) =>
  ({ contains: words.replaceAll(/[\\%_]/g, String.raw`\$&`), mode: "insensitive" }) as const;
