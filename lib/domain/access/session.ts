/** How long a session lives without being renewed by a new sign-in, in milliseconds: one working day. */
export const SESSION_MS = 12 * 3_600_000;

/** Wrong passwords in a row before the account waits, and for how long (milliseconds). */
export const SIGN_IN_TRIES = 5;
export const LOCK_MS = 5 * 60_000;

export type SessionFacts = { expiresAt: Date; revokedAt: Date | null; userDisabledAt: Date | null };

/** A session counts while it is neither revoked nor expired and its person is not disabled. */
export const sessionCounts = (session: SessionFacts, now: Date): boolean =>
  session.revokedAt === null && session.userDisabledAt === null && session.expiresAt > now;

/** Every try counts as wrong until it proves right: how many are used now, and until when the account waits. */
export function afterTry(tries: number, now: Date): { tries: number; lockedUntil: Date | null } {
  const used = tries + 1;
  return used >= SIGN_IN_TRIES
    ? { tries: 0, lockedUntil: new Date(now.getTime() + LOCK_MS) }
    : { tries: used, lockedUntil: null };
}
