import { describe, expect, it } from "vitest";
import type { Grant } from "../access/decide";
import { canChange, governs } from "./can";
import { contradictions, type Standing } from "./contradictions";
import { CALENDAR_KINDS, CALENDAR_LEVELS, type CalendarScope } from "./event";
import { type Asked, SELF_SERVICE, selfServiceRefusal } from "./self-service";
import { reliesOn } from "./site";

const HOUR = 3_600_000;
const NOW = new Date("2026-11-21T09:00:00Z");
const hoursOn = (hours: number) => new Date(NOW.getTime() + hours * HOUR);
const asked = (part: Partial<Asked> = {}): Asked => ({
  ...{ kind: "peak", effect: "blocks", level: "tenant", repeats: false, sameMonth: 0 },
  ...{ from: hoursOn(24), until: hoursOn(24 + 72) },
  ...part,
});

describe("self-service", () => {
  it("allows exactly its kinds and levels", () => {
    for (const kind of CALENDAR_KINDS) {
      const allowed = (SELF_SERVICE.kinds as readonly string[]).includes(kind);
      expect(selfServiceRefusal(asked({ kind }), NOW) === null, kind).toBe(allowed);
    }
    for (const level of CALENDAR_LEVELS) {
      const allowed = (SELF_SERVICE.levels as readonly string[]).includes(level);
      expect(selfServiceRefusal(asked({ level }), NOW) === null, level).toBe(allowed);
    }
  });

  it("stands exactly at its limits, and names the one that is passed", () => {
    expect(selfServiceRefusal(asked(), NOW)).toBeNull();
    expect(selfServiceRefusal(asked({ from: new Date(hoursOn(24).getTime() - 1) }), NOW)).toMatch(/24 h/);
    expect(selfServiceRefusal(asked({ until: new Date(hoursOn(96).getTime() + 1) }), NOW)).toMatch(/72 h/);
    expect(selfServiceRefusal(asked({ sameMonth: 3 }), NOW)).toBeNull();
    expect(selfServiceRefusal(asked({ sameMonth: 4 }), NOW)).toMatch(/four such times stand.* 4 a month/);
    expect(selfServiceRefusal(asked({ repeats: true }), NOW)).toMatch(/none that repeat/);
  });
});

const tenant: CalendarScope = { level: "tenant", tenantId: "t" };
const held = (role: Grant["role"]): Grant[] => [{ role, scope: { level: "tenant", tenantId: "t" } }];
const event = { scope: tenant, kind: "peak", ownerId: "me", ownerName: "Me", cancelledAt: null };

describe("who may change an event", () => {
  it("is who governs there, else who put it in", () => {
    expect(governs(held("release_manager"), tenant)).toBe(true);
    expect(governs(held("release_manager"), { level: "industry", industry: "Foundry" })).toBe(false);
    expect(governs(held("plant_it"), tenant)).toBe(false);
    const may = (role: Grant["role"], who: string, part: object = {}) =>
      canChange(held(role), who, "calendar.edit", { ...event, ...part }).allowed;
    expect(may("release_manager", "other")).toBe(true);
    expect(may("plant_it", "me")).toBe(true);
    expect(may("plant_it", "other")).toBe(false);
    expect(may("plant_it", "me", { kind: "freeze" })).toBe(false);
    expect(may("developer", "me")).toBe(false);
    expect(may("release_manager", "me", { cancelledAt: NOW })).toBe(false);
  });
});

describe("contradictions", () => {
  const time = (part: Partial<Standing>): Standing => ({
    ...{
      eventId: "e",
      kind: "freeze",
      effect: "blocks",
      title: "A freeze",
      scope: tenant,
      industry: "Foundry",
    },
    ...{ from: hoursOn(0), until: hoursOn(4) },
    ...part,
  });
  const opens = time({ eventId: "w", kind: "maintenance_window", effect: "opens", title: "A window" });

  it("are told on both sides where times and places meet, and nowhere else", () => {
    expect(contradictions([time({}), opens]).map((each) => each.length)).toEqual([1, 1]);
    const apart: Partial<Standing>[] = [
      { from: hoursOn(4), until: hoursOn(5) },
      { scope: { level: "tenant", tenantId: "other" } },
      { scope: { level: "industry", industry: "Optics" }, industry: null },
      { effect: "warns" },
    ];
    for (const part of apart) expect(contradictions([time(part), opens]).flat()).toEqual([]);
    const wide = time({ scope: { level: "industry", industry: "Foundry" }, industry: null });
    expect(contradictions([wide, opens]).flat()).toHaveLength(2);
  });

  it("do not come from an event's own times, and are bounded", () => {
    expect(contradictions([time({ eventId: "w" }), opens]).flat()).toEqual([]);
    const many = Array.from({ length: 30 }, (_, index) =>
      time({ eventId: `${index}`, title: `Freeze ${index}` }),
    );
    expect(contradictions([...many, opens]).at(-1)).toHaveLength(5);
  });
});

it("a site without environments of its own relies on all of its tenant's", () => {
  expect([reliesOn([], "a"), reliesOn(["a"], "a"), reliesOn(["b"], "a")]).toEqual([true, true, false]);
});
