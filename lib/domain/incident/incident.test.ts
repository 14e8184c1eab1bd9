import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Changed, LOOK_BACK_MS, MOST_CHANGED, rankChanged, SCOPE_LEVELS } from "./changed";
import {
  closeRefusal,
  INCIDENT_EVENTS,
  INCIDENT_STATES,
  type IncidentState,
  LEGAL_INCIDENT_MOVES,
  moveIncident,
} from "./state";

const START = new Date("2026-11-21T14:03:00Z");
const ago = (minutes: number, more: Partial<Changed> = {}): Changed => ({
  ...{ kind: "deployment", title: "A release", path: null, scope: "environment" },
  at: new Date(START.getTime() - minutes * 60_000),
  ...more,
});

describe("what changed", () => {
  it("names the release that came just before ahead of all else", () => {
    const ranked = rankChanged(
      [
        ago(300, { title: "yesterday's" }),
        ago(4, { title: "another tenant's policy", kind: "policy", scope: "fleet" }),
        ago(4, { title: "the release" }),
        ago(2, { title: "a backup", kind: "operation", scope: "tenant" }),
      ],
      START,
    );
    expect(ranked[0]).toMatchObject({ title: "the release", minutesBefore: 4 });
    expect(ranked.map(({ title }) => title)).toContain("a backup");
  });

  it("leaves out what came after it began and what is long ago", () => {
    expect(rankChanged([ago(-6), ago(LOOK_BACK_MS / 60_000 + 1)], START)).toEqual([]);
    expect(rankChanged([ago(-4)], START)).toHaveLength(1);
  });

  it("for any candidates: bounded, sorted, and nearer in time or scope never comes later with all else equal", () => {
    const candidate = fc
      .tuple(fc.integer({ min: -20, max: 6_000 }), fc.constantFrom(...SCOPE_LEVELS))
      .map(([minutes, scope]) => ago(minutes, { scope }));
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 40 }), (all) => {
        const ranked = rankChanged(all, START);
        expect(ranked.length).toBeLessThanOrEqual(MOST_CHANGED);
        for (const [index, one] of ranked.entries()) {
          const next = ranked[index + 1];
          if (next !== undefined) expect(one.score).toBeGreaterThanOrEqual(next.score);
        }
      }),
    );
    const [near, far] = [
      rankChanged([ago(5)], START)[0],
      rankChanged([ago(5, { scope: "fleet" })], START)[0],
    ];
    expect(near?.score).toBeGreaterThan(far?.score ?? 1);
  });
});

describe("an incident's life", () => {
  it("is never closed without a review, and never reviewed while it hurts", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...INCIDENT_EVENTS), { maxLength: 30 }), (events) => {
        let state: IncidentState = "open";
        const path: IncidentState[] = [state];
        for (const event of events) {
          const next = moveIncident(state, event);
          if (next.ok) {
            state = next.value;
            path.push(state);
          }
        }
        for (const [index, one] of path.entries()) {
          if (one === "closed") expect(path[index - 1]).toBe("reviewed");
          if (one === "reviewed") expect(path[index - 1]).toBe("resolved");
        }
      }),
    );
  });

  it("lets exactly the pairs of its table through", () => {
    const pairs = INCIDENT_STATES.flatMap((from) =>
      INCIDENT_EVENTS.flatMap((event) => {
        const next = moveIncident(from, event);
        return next.ok ? [`${from}>${next.value}`] : [];
      }),
    );
    expect(pairs.sort()).toEqual(LEGAL_INCIDENT_MOVES.map(([from, to]) => `${from}>${to}`).sort());
  });

  it("stays reviewed until what was learned is done", () => {
    expect(closeRefusal([{ doneAt: null }, { doneAt: START }])).toMatch(/^1 action of its review is/);
    expect(closeRefusal([{ doneAt: START }])).toBeNull();
  });
});
