import { describe, expect, it } from "vitest";
import { CALENDAR_PLACE, calendarEvent } from "@/lib/testing/calendar";
import { nextFitting } from "./next-fit";
import { calendarOf } from "./standing";
import { fitOf, type NeedFacts, windowNeed } from "./window-fit";

const step = (name: string, phase: "forward" | "rollback" = "forward", more = {}) => ({
  ...{ name, phase, timeoutMs: 600_000 },
  ...more,
});

const facts = (more: Partial<NeedFacts>): NeedFacts => ({
  plan: [
    step("migrate"),
    step("rollout"),
    step("smoke"),
    step("observe", "forward", { waitsMs: 1, parameters: { seconds: 300, settings: {} } }),
    step("restore_release", "rollback"),
  ],
  expected: new Map([
    ["migrate", 90],
    ["rollout", 60],
    ["smoke", 20],
    ["observe", 9_999],
    ["restore_release", 45],
  ]),
  rehearsal: null,
  history: [],
  ...more,
});

describe("what a change needs", () => {
  it("is its plan by the medians of its steps; watching as long as it is told to", () => {
    expect(windowNeed(facts({}))).toEqual({
      ...{ runSeconds: 150, verificationSeconds: 320, rollbackSeconds: 45 },
      source: { kind: "plan" },
    });
  });

  it("takes a fifth of the limit of what never ran there", () => {
    expect(windowNeed(facts({ expected: new Map() }))).toMatchObject({
      ...{ runSeconds: 240, verificationSeconds: 420, rollbackSeconds: 120 },
    });
  });

  it("is what nine of ten deployments there did not exceed, from three of them on", () => {
    expect(windowNeed(facts({ history: [100, 900] })).source.kind).toBe("plan");
    const history = [100, 110, 120, 130, 140, 150, 160, 170, 700, 800];
    expect(windowNeed(facts({ history }))).toMatchObject({
      ...{ runSeconds: 700, verificationSeconds: 320, source: { kind: "history", runs: 10 } },
    });
  });

  it("is what the same release took on an earlier stage, before anything else", () => {
    const rehearsal = { where: "Staging", at: new Date(0), seconds: 333.2 };
    expect(windowNeed(facts({ rehearsal, history: [1, 2, 3] }))).toMatchObject({
      ...{ runSeconds: 334, source: { kind: "rehearsed", where: "Staging" } },
    });
  });
});

it("lies in the open time with so much to spare", () => {
  const need = windowNeed(facts({}));
  const from = new Date(0);
  expect(fitOf(need, { from, until: new Date(600_000) })).toMatchObject({
    ...{ leftSeconds: 600, neededSeconds: 515, spareSeconds: 85 },
  });
  expect(fitOf(need, { from, until: null })).toMatchObject({ leftSeconds: null, spareSeconds: null });
});

it("finds the long window behind months of short nights, and none where there is none", () => {
  const at = new Date("2026-11-20T08:00:00.000Z");
  const window = { kind: "maintenance_window", effect: "opens", zone: "UTC" } as const;
  const night = { ...window, start: "2026-11-20T22:00", durationMinutes: 60, recurrence: "FREQ=DAILY" };
  const long = { ...window, start: "2027-01-29T10:00", durationMinutes: 300 };
  const settings = { gate: "block", marginMinutes: 0 } as const;
  const need = { ...windowNeed(facts({})), runSeconds: 2 * 3_600 };
  const first = (...events: (typeof night | typeof long)[]) => {
    const known = { events: events.map((one) => calendarEvent(one, at)), complete: true };
    const calendar = calendarOf(known, { place: CALENDAR_PLACE, modules: null }, at);
    return nextFitting(calendar, at, { need, settings })?.from.toISOString() ?? null;
  };
  expect(first(night, long)).toBe("2027-01-29T10:00:00.000Z");
  expect(first(night)).toBeNull();
});
