import type { Part } from "@/lib/domain/recovery/reading";
import { ToolboxFailure } from "@/toolbox/failure";

/** How many files are read back and hashed: all, a random sample of at most so many, or one part of them. */
export type Sample = number | "all" | Part;

/** Files lie in 256 directories, by the first byte of their hash. */
const MOST_PARTS = 256;
const MOST_SAMPLE = 500;
const USUAL_SAMPLE = 200;

/** "all", "2/4" or a number. @throws ToolboxFailure `bad_settings` */
export function readSample(given: string | undefined): Sample {
  if (given === undefined) return USUAL_SAMPLE;
  if (given === "all") return given;
  const part = partOf("attachments", given);
  if (part !== null) return part;
  if (!/^\d+$/.test(given) || Number(given) > MOST_SAMPLE)
    throw bad(`--attachments must be a whole number up to ${MOST_SAMPLE}.`);
  return Number(given);
}

/** "5%" or "2/4", as restic takes it; undefined reads none of the data. @throws ToolboxFailure `bad_settings` */
export function readShare(given: string | undefined): string | undefined {
  if (given === undefined || /^(100|[1-9]?\d(\.\d+)?)%$/.test(given)) return given;
  if (partOf("read-data", given) !== null) return given;
  throw bad('--read-data must be a share like "5%", or a part like "2/4".');
}

/** Null for what is no part at all. */
function partOf(option: string, given: string): Part | null {
  const found = /^(\d{1,3})\/(\d{1,3})$/.exec(given);
  if (found === null) return null;
  const [part, parts] = [Number(found[1]), Number(found[2])];
  if (part < 1 || part > parts || parts > MOST_PARTS)
    throw bad(`--${option}: a part is named like "2/4", of at most ${MOST_PARTS}.`);
  return { part, parts };
}

const bad = (message: string) => new ToolboxFailure("bad_settings", message);
