import type { FaultName } from "../backup/report";

/** Faults that say of what lives that it cannot be read, or is gone: no second try makes it whole again. */
const LOST = {
  database_missing: {
    why: "its database does not exist any more",
    left: "Nothing of its data is left to keep: there is no undo to this restore.",
  },
  database_damaged: {
    why: "its server cannot read the database any more",
    left: "It is kept beside as it is, without a backup: an undo brings the damaged data back.",
  },
  filestore_missing: {
    why: "its files are gone",
    left: "It is kept beside without its files, and without a backup: an undo brings it back like that.",
  },
} as const satisfies Partial<Record<FaultName, { why: string; left: string }>>;
export type LostFault = keyof typeof LOST;

/** The fault where it is one of those; null for every other, which ends a restore as long as it lasts. */
export const lostFault = (name: string): LostFault | null =>
  (Object.keys(LOST) as LostFault[]).find((one) => one === name) ?? null;

/** The same out of the sentence in which a backup says why it failed: the toolbox's own word ends it. */
export const lostIn = (sentence: string): LostFault | null =>
  lostFault(/\(([a-z_]+)\)\.?$/.exec(sentence)?.[1] ?? "");

const ended = (text: string): string => text.replace(/[.\s]+$/, "");

/** What a restore says of what it replaced without a backup. `said` is the toolbox's own reason. */
export const unsavedSentence = (fault: LostFault, said: string): string =>
  `What stood here could not be backed up first: ${ended(said)}. ${LOST[fault].left}`;

/** The same before it begins, as far as the last backup of the place lets it be known. */
export const expectedUnsaved = (place: string, fault: LostFault): string =>
  `The last backup of ${place} failed: ${LOST[fault].why}. If that is still so when this begins, what stands there is replaced without a backup. ${LOST[fault].left}`;

/** Why there is nothing that an undo could bring back. */
export const NOTHING_KEPT =
  "The database that was to be replaced did not exist any more: nothing was kept, and there is nothing to take it back to.";
