import { counted } from "../shared/words";

/** What decides how much of a backup a verification reads. */
export type ReadingFacts = {
  /** Files the backup holds at most, and the bytes of all of it. */
  files: number;
  bytes: number;
  /** Days from one proof of the environment's backups to the next. */
  everyDays: number;
  /** Proofs of the environment's backups there were so far. */
  before: number;
};

/** One of so many parts, from 1. */
export type Part = { part: number; parts: number };

/** Up to here a verification reads everything: minutes, on a store that gives 100 MB a second. */
export const READ_WHOLE = { files: 20_000, bytes: 10_000_000_000 } as const;
/** Above that everything was read once within so many days, whatever the tier. */
const COVERED_DAYS = 30;

/**
 * The part of the stored data and of the files that is read this time; null for all of them. Files are stored once for
 * all backups, so the parts of proofs that follow one another add up to everything.
 */
export function partRead({ files, bytes, everyDays, before }: ReadingFacts): Part | null {
  if (files <= READ_WHOLE.files && bytes <= READ_WHOLE.bytes) return null;
  const parts = Math.floor(COVERED_DAYS / Math.max(1, everyDays));
  return parts <= 1 ? null : { part: (before % parts) + 1, parts };
}

/** The same as the toolbox is told. */
export function readingArguments(facts: ReadingFacts): readonly string[] {
  const part = partRead(facts);
  const words = part === null ? null : `${part.part}/${part.parts}`;
  return ["--attachments", words ?? "all", "--read-data", words ?? "100%"];
}

/** How much was read, as a sentence goes on: "all 5000 files hashed". */
export function readWords({ hashed, total }: { hashed: number; total: number | null }): string {
  if (total === null) return `${counted(hashed, "file")} hashed`;
  if (total === 0) return "no files to hash";
  if (hashed < total) return `${hashed} of ${total} files hashed`;
  return total === 1 ? "its one file hashed" : `all ${counted(total, "file")} hashed`;
}
