import { describe, expect, it } from "vitest";
import { afterTry, LOCK_MS, SIGN_IN_TRIES, sessionCounts } from "./session";

const now = new Date("2026-11-24T09:00:00Z");
const later = new Date("2026-11-24T10:00:00Z");

describe("sessionCounts", () => {
  it("counts while neither revoked, expired nor the person disabled", () => {
    expect(sessionCounts({ expiresAt: later, revokedAt: null, userDisabledAt: null }, now)).toBe(true);
    expect(sessionCounts({ expiresAt: now, revokedAt: null, userDisabledAt: null }, now)).toBe(false);
    expect(sessionCounts({ expiresAt: later, revokedAt: now, userDisabledAt: null }, now)).toBe(false);
    expect(sessionCounts({ expiresAt: later, revokedAt: null, userDisabledAt: now }, now)).toBe(false);
  });
});

describe("afterTry", () => {
  it("locks at the last try and begins anew", () => {
    let tries = 0;
    for (let used = 1; used < SIGN_IN_TRIES; used += 1) {
      const next = afterTry(tries, now);
      expect(next).toEqual({ tries: used, lockedUntil: null });
      tries = next.tries;
    }
    expect(afterTry(tries, now)).toEqual({
      tries: 0,
      lockedUntil: new Date(now.getTime() + LOCK_MS),
    });
  });
});
