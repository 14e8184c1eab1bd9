import { describe, expect, it } from "vitest";
import { CALENDAR_PLACE, calendarEvent } from "@/lib/testing/calendar";
import type { CalendarEvent } from "../calendar/event";
import type { WindowNeed } from "../calendar/window-fit";
import type { FitGate } from "../calendar/window-policy";
import { type CalendarQuestion, calendarInforms, calendarOpen, hoursUntilClosing } from "./calendar";
import { type FitQuestion, windowFits } from "./window-fit";

/** Friday noon in Lübeck. */
const NOON = new Date("2026-11-20T11:00:00.000Z");

type Asked = {
  moment?: CalendarQuestion["moment"];
  events?: Partial<CalendarEvent>[];
  plannedStart?: string;
  touched?: readonly string[] | null;
  now?: Date;
  complete?: boolean;
};

function asked({
  moment = "start",
  events = [],
  plannedStart,
  touched = null,
  now = NOON,
  complete = true,
}: Asked): CalendarQuestion {
  return {
    moment,
    now,
    touched,
    environment: { name: "Plant Lübeck", timeZone: "Europe/Berlin" },
    calendar: {
      events: events.map((one) => calendarEvent(one, now)),
      complete,
      place: CALENDAR_PLACE,
      plannedStart: plannedStart === undefined ? null : new Date(plannedStart),
    },
  };
}

const verdict = (question: Asked) => calendarOpen(asked(question)).verdict;
const NIGHTS: Partial<CalendarEvent> = {
  ...{ kind: "maintenance_window", effect: "opens", title: "Weekend window" },
  ...{ start: "2026-11-21T22:00", durationMinutes: 480, recurrence: "FREQ=WEEKLY" },
};

describe("a freeze that stands", () => {
  it("warns while one drafts and approves, and stops every start and resume", () => {
    const of = (moment: CalendarQuestion["moment"]) => verdict({ moment, events: [{}] });
    expect({ draft: of("draft"), approve: of("approve"), start: of("start"), resume: of("resume") }).toEqual({
      ...{ draft: "warn", approve: "warn", start: "fail", resume: "fail" },
    });
  });

  it("refuses the approval of a planned start inside it, and no other", () => {
    const of = (plannedStart: string) => verdict({ moment: "approve", events: [{}], plannedStart });
    expect(of("2026-11-20T16:59:00Z")).toBe("fail");
    expect(of("2026-11-20T17:00:00Z")).toBe("pass");
    expect(verdict({ moment: "draft", events: [{}], plannedStart: "2026-11-20T16:59:00Z" })).toBe("warn");
  });

  it("is asked at the time a start waits for by who looks ahead, and as things stand by the start itself", () => {
    const ahead = (plannedStart: string, events: Partial<CalendarEvent>[] = [{}]) => {
      const question = asked({ events, plannedStart });
      return calendarOpen({ ...question, calendar: { ...question.calendar, ahead: true } }).verdict;
    };
    expect(ahead("2026-11-20T17:00:00Z")).toBe("pass");
    expect(verdict({ events: [{}], plannedStart: "2026-11-20T17:00:00Z" })).toBe("fail");
    const later = { start: "2026-11-22T08:00" };
    expect(ahead("2026-11-22T09:00:00Z", [later])).toBe("fail");
    expect(verdict({ events: [later], plannedStart: "2026-11-22T09:00:00Z" })).toBe("pass");
  });

  it("is named with its end, its reason and the next opening, on the plant's clock", () => {
    const gate = calendarOpen(asked({ events: [{ reason: "The shops open" }, { title: "Audit" }] }));
    expect(gate.fact).toBe(
      "Now Freeze “Season start” blocks changes until Fri 20 Nov 18:00 CET: The shops open. And one more event stands. Next opening: Fri 20 Nov 18:00 CET.",
    );
    expect(gate.remedy).toBe("Schedule it for Fri 20 Nov 18:00 CET, or for the next opening.");
  });

  it("opens only after what follows without a gap", () => {
    const events = [{}, { kind: "fiscal_close", title: "Close", start: "2026-11-20T18:00" } as const];
    expect(calendarOpen(asked({ events })).fact).toContain("Next opening: Sat 21 Nov 04:00 CET.");
  });

  it("says that no opening is in sight, and lets nobody approve into that", () => {
    const events = [{ start: "2026-11-20T08:00", durationMinutes: 1_440, recurrence: "FREQ=DAILY" }];
    const gate = calendarOpen(asked({ moment: "approve", events }));
    expect(gate.verdict).toBe("fail");
    expect(gate.fact).toContain("It does not open before");
  });

  it("is over when its end comes, and was not there before its beginning", () => {
    const at = (now: string) => verdict({ events: [{}], now: new Date(now) });
    expect(at("2026-11-20T06:59:59Z")).toBe("pass");
    expect(at("2026-11-20T07:00:00Z")).toBe("fail");
    expect(at("2026-11-20T16:59:59Z")).toBe("fail");
    expect(at("2026-11-20T17:00:00Z")).toBe("pass");
  });
});

describe("what an event is about", () => {
  const close = { kind: "fiscal_close", moduleFamilies: ["account"] } as const;

  it.each<[string, Partial<CalendarEvent>, readonly string[] | null, string]>([
    ["a close, and a change of accounts", close, ["stock_account"], "fail"],
    ["a close, and a change of stock", close, ["stock", "mrp_workorder"], "pass"],
    ["a close, and a change nobody knows the modules of", close, null, "fail"],
    ["a close, and a change of no module", close, [], "pass"],
    ["a count, and barcodes", { moduleFamilies: ["stock", "mrp", "barcode"] }, ["stock_barcode"], "fail"],
    ["a freeze, and a change of no module", {}, [], "fail"],
    ["another stage", { stages: ["staging"] }, null, "pass"],
    ["its tenant", { scope: { level: "tenant", tenantId: "tenant" } }, null, "fail"],
    ["another tenant", { scope: { level: "tenant", tenantId: "other" } }, null, "pass"],
    ["its industry", { scope: { level: "industry", industry: "Machinery" } }, null, "fail"],
    ["another industry", { scope: { level: "industry", industry: "Food" } }, null, "pass"],
    ["its site", { scope: { level: "site", tenantId: "tenant", siteId: "site" } }, null, "fail"],
    ["another site", { scope: { level: "site", tenantId: "tenant", siteId: "other" } }, null, "pass"],
    [
      "itself",
      { scope: { level: "environment", tenantId: "tenant", environmentId: "environment" } },
      null,
      "fail",
    ],
    [
      "a neighbour",
      { scope: { level: "environment", tenantId: "tenant", environmentId: "other" } },
      null,
      "pass",
    ],
    ["a cancelled one", { cancelledAt: new Date("2026-11-19T00:00:00Z") }, null, "pass"],
    ["one that only warns", { effect: "warns" }, null, "warn"],
    ["one that only informs", { effect: "informs" }, null, "pass"],
  ])("%s", (_, event, touched, expected) => {
    expect(verdict({ events: [event], touched })).toBe(expected);
  });
});

describe("maintenance windows", () => {
  const inside = new Date("2026-11-21T21:00:00.000Z");

  it("close everything outside of them, and open inside", () => {
    expect(verdict({ events: [NIGHTS] })).toBe("fail");
    expect(verdict({ events: [NIGHTS], now: inside })).toBe("pass");
    expect(verdict({ moment: "approve", events: [NIGHTS] })).toBe("warn");
    expect(calendarOpen(asked({ events: [NIGHTS] })).fact).toBe(
      "Now no maintenance window of Plant Lübeck is open. Next opening: Sat 21 Nov 22:00 CET.",
    );
    expect(calendarOpen(asked({ events: [NIGHTS], now: inside })).fact).toBe(
      "Now nothing in the calendar stands against it. Maintenance window “Weekend window” is open until Sun 22 Nov 06:00 CET.",
    );
  });

  it("do not open a freeze", () => {
    const events = [NIGHTS, { start: "2026-11-21T12:00", durationMinutes: 14 * 60 }];
    const gate = calendarOpen(asked({ events, now: inside }));
    expect(gate.verdict).toBe("fail");
    expect(gate.fact).toContain("Next opening: Sun 22 Nov 02:00 CET.");
  });

  it("are opened by any of them", () => {
    const friday = {
      ...NIGHTS,
      title: "Extra",
      start: "2026-11-20T11:00",
      durationMinutes: 120,
      recurrence: null,
    };
    expect(verdict({ events: [NIGHTS, friday] })).toBe("pass");
  });

  it("tell how long it stays open", () => {
    const hours = (question: Asked) => hoursUntilClosing(asked(question), 72);
    expect(hours({})).toBeNull();
    expect(hours({ events: [NIGHTS] })).toBe(0);
    expect(hours({ events: [NIGHTS], now: inside })).toBe(8);
    expect(hours({ events: [{ start: "2026-11-30T08:00" }] })).toBeNull();
  });
});

it("is closed where more events are about it than were read, whatever those say", () => {
  const of = (moment: CalendarQuestion["moment"]) => verdict({ moment, complete: false });
  expect([of("draft"), of("approve"), of("start"), of("resume")]).toEqual(["warn", "fail", "fail", "fail"]);
  const question = asked({ events: [NIGHTS], complete: false });
  expect(calendarOpen(question).fact).toMatch(/^More events .* nobody can say that it is open\.$/);
  expect(hoursUntilClosing(question, 48)).toBe(0);
});

it("only informs those who bring something back", () => {
  expect(calendarInforms(asked({}))).toMatchObject({ verdict: "pass" });
  const gate = calendarInforms(asked({ moment: "resume", events: [{}] }));
  expect(gate.verdict).toBe("warn");
  expect(gate.fact).toContain("Recovery is not held back by it.");
  expect(calendarInforms(asked({ events: [NIGHTS] })).verdict).toBe("pass");
});

describe("fit into the window", () => {
  const need: WindowNeed = {
    ...{ runSeconds: 1_800, verificationSeconds: 600, rollbackSeconds: 1_200 },
    source: { kind: "rehearsed", where: "Lübeck staging", at: new Date("2026-11-19T09:00:00.000Z") },
  };
  /** The window ends at 05:00 UTC. */
  const leaving = (minutes: number) => new Date(Date.UTC(2026, 10, 22, 5) - minutes * 60_000);
  const held = (question: Asked, gate: FitGate = "block", marginMinutes = 0): FitQuestion => ({
    ...asked({ events: [NIGHTS], ...question }),
    window: { settings: { gate, marginMinutes }, need },
  });
  const verdictOf = (...question: Parameters<typeof held>) => windowFits(held(...question)).verdict;

  it("holds what it needs against what is left, to the second", () => {
    expect(verdictOf({ now: leaving(60) })).toBe("pass");
    expect(verdictOf({ now: new Date(leaving(60).getTime() + 1_000) })).toBe("fail");
    expect(verdictOf({ now: leaving(74) }, "block", 15)).toBe("fail");
    expect(verdictOf({ now: leaving(75) }, "block", 15)).toBe("pass");
  });

  it("refuses or warns by policy, and does not ask where it is off", () => {
    const now = leaving(30);
    expect([verdictOf({ now }), verdictOf({ now }, "warn"), verdictOf({ now }, "off")]).toEqual([
      ...["fail", "warn", "pass"],
    ]);
  });

  it("only warns while one drafts or has not chosen the time; never stops what has started", () => {
    const late = leaving(30).toISOString();
    expect(verdictOf({ moment: "draft", plannedStart: late })).toBe("warn");
    expect(verdictOf({ moment: "approve", plannedStart: late })).toBe("fail");
    expect(verdictOf({ moment: "approve", now: leaving(30) })).toBe("warn");
    expect(verdictOf({ moment: "resume", now: leaving(30) })).toBe("pass");
    // What is closed now is held against the next window, which is long enough.
    expect(verdictOf({ moment: "approve" })).toBe("pass");
  });

  it("says what it needs, how that is known, and what is missing", () => {
    const gate = windowFits(held({ now: leaving(30) }));
    expect(gate.fact).toBe(
      "It needs 1 h: 30 min of work (as rehearsed on Lübeck staging, Thu 19 Nov 10:00 CET), 10 min of checks and watching, 20 min to go back. Only 30 min are left until Sun 22 Nov 06:00 CET: 30 min are missing.",
    );
  });

  it("counts a freeze that comes as the end", () => {
    const freeze = { start: "2026-11-20T12:30" };
    expect(windowFits({ ...held({}), ...asked({ events: [freeze] }) }).verdict).toBe("fail");
    expect(windowFits({ ...held({}), ...asked({ events: [{ start: "2026-11-20T13:00" }] }) }).verdict).toBe(
      "pass",
    );
  });
});
