import { damageRefusal, nothingToBringBack, type RestoreFacts } from "../recovery/restore";
import { MOST_COPIES } from "./keeping";

export type ScratchFacts = {
  environment: { name: string };
  /** Null where its tenant has no place for backups. */
  store: boolean;
  backup: Pick<RestoreFacts["backup"], "state" | "proof" | "takenAt" | "complete">;
  /** The release the data were written by; null where nobody knows it. */
  release: { name: string; quarantined: boolean } | null;
  acceptsDamage: boolean;
  /** Numbers of the copies that take room now. */
  copies: readonly string[];
};

/** Why no copy of an environment can be made now, whatever the point; null when one can. */
export function placeRefusal({
  environment,
  store,
  copies,
}: Pick<ScratchFacts, "environment" | "store" | "copies">): string | null {
  if (!store) return "The customer has no place for backups. A platform engineer sets one up.";
  if (copies.length < MOST_COPIES) return null;
  return `${MOST_COPIES} scratch copies of ${environment.name} take room already: ${copies.join(" and ")}. Remove one of them first.`;
}

/** Why this point cannot be looked at in a copy; null when it can. */
export function scratchPointRefusal({
  backup,
  release,
  acceptsDamage,
}: Pick<ScratchFacts, "backup" | "release" | "acceptsDamage">): string | null {
  const nothing = nothingToBringBack(backup);
  if (nothing !== null) return nothing;
  if (release === null)
    return "Nobody knows which release these data were written by, so no ERP can be started on them. Choose a later point.";
  if (release.quarantined)
    return `Release ${release.name}, which these data were written by, is quarantined: it is not started anywhere. Choose another point.`;
  return damageRefusal(backup, acceptsDamage);
}

/** The first reason against a copy; null when it can be made. */
export const scratchRefusal = (facts: ScratchFacts): string | null =>
  placeRefusal(facts) ?? scratchPointRefusal(facts);
