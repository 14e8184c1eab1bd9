import { describe, expect, it } from "vitest";
import { nextWaitMove, plannedStartRefusal, RETRY_MS, type WaitFacts, waitEnd } from "./schedule";

const now = new Date("2026-11-20T11:00:00.000Z");
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const DAY = 24 * 60;

describe("a planned start", () => {
  it("lies ahead, and not too far", () => {
    expect(plannedStartRefusal(now, now)).toContain("has passed already");
    expect(plannedStartRefusal(later(1), now)).toBeNull();
    expect(plannedStartRefusal(later(90 * DAY), now)).toBeNull();
    expect(plannedStartRefusal(later(90 * DAY + 1), now)).toContain("90 days ahead at most");
  });
});

describe("the end of a wait", () => {
  const end = (atNextOpening: boolean, wakeAt: Date) => waitEnd({ atNextOpening, wakeAt, scheduledAt: now });

  it("is a day after a chosen time, a fortnight for openings, and never before a late opening has had its day", () => {
    expect(end(false, later(60))).toEqual(later(60 + DAY));
    expect(end(true, later(60))).toEqual(later(14 * DAY));
    expect(end(true, later(30 * DAY))).toEqual(later(31 * DAY));
  });
});

describe("what a woken change does", () => {
  const facts: WaitFacts = {
    ...{ now, expiresAt: later(DAY), right: null, verdict: { kind: "go" }, opening: now },
    zone: "Europe/Berlin",
  };
  const frozen = { kind: "wait", reason: "A freeze stands." } as const;

  it("starts when nothing is in the way", () => {
    expect(nextWaitMove(facts)).toEqual({ kind: "start" });
  });

  it("waits for the next opening, or tries again soon what is not the calendar's", () => {
    expect(nextWaitMove({ ...facts, verdict: frozen, opening: later(90) })).toEqual({
      ...{ kind: "wait", until: later(90), reason: "A freeze stands." },
    });
    expect(nextWaitMove({ ...facts, verdict: frozen })).toMatchObject({
      ...{ kind: "wait", until: new Date(now.getTime() + RETRY_MS) },
    });
  });

  it("goes back to a person: without the right, at a lasting refusal, at its end, without an opening in time", () => {
    const reason = (more: Partial<WaitFacts>) => {
      const move = nextWaitMove({ ...facts, ...more });
      return move.kind === "return" ? move.reason : move.kind;
    };
    expect(reason({ right: "Jonas may not start it any more." })).toBe("Jonas may not start it any more.");
    expect(reason({ verdict: { kind: "refused", reason: "Quarantined." } })).toBe("Quarantined.");
    expect(reason({ now: later(DAY) })).toBe("Its schedule ended on Sat 21 Nov 12:00 CET without a start.");
    expect(reason({ verdict: frozen, opening: null })).toContain(
      "No opening that is long enough is in sight.",
    );
    expect(reason({ verdict: frozen, opening: later(DAY) })).toContain(
      "after its schedule ends. A freeze stands.",
    );
    expect(reason({ verdict: frozen, opening: later(DAY - 1) })).toBe("wait");
  });

  it("never starts once its time is over, however open everything is", () => {
    expect(nextWaitMove({ ...facts, now: later(DAY + 1) }).kind).toBe("return");
  });
});
