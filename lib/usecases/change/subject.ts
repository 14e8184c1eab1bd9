import "server-only";
import type { Classified } from "./class-now";

/** A change that is stored comes with how it was classified; of what is not drafted yet there is nothing to compare. */
export type ChangeSubject = ChangeContent & (Classified | { id?: never; class?: never });

type ChangeContent = {
  /** What its approval was given for. */
  contentHash?: string;
  environmentId: string;
  releaseId: string;
  rollbackPlan: string;
  fallback: string;
  communication: string;
  /** The ring of the train it is a car of. */
  trainRingId?: string | null;
  /** When it is meant to start; null or missing when nobody has said. */
  plannedStart?: Date | null;
  /** Who would take part in what is not stored yet. */
  people?: readonly { id: string; name: string }[];
};
