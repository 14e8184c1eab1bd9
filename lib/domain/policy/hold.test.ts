import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Grant } from "../access/decide";
import { ROLES } from "../access/roles";
import type { GateMoment } from "./gate";
import {
  activeHolds,
  canLiftHold,
  canPlaceHold,
  endRefusal,
  HOLD_LONGEST_MS,
  type Hold,
  isStanding,
} from "./hold";
import { notHeld } from "./not-held";

const now = new Date("2026-11-24T09:00:00Z");
const later = new Date("2026-11-24T13:00:00Z");
const earlier = new Date("2026-11-24T08:00:00Z");
const fleetHold: Hold = {
  id: "h1",
  level: "fleet",
  tenantId: null,
  environmentId: null,
  reason: "Network works in Hamburg",
  owner: "Ines Maurer",
  expiresAt: later,
  liftedAt: null,
};
const tenantHold: Hold = { ...fleetHold, id: "h2", level: "tenant", tenantId: "a" };
const ownHold: Hold = { ...tenantHold, id: "h3", level: "environment", environmentId: "a1" };
const places = [
  { tenantId: "a", environmentId: "a1" },
  { tenantId: "a", environmentId: "a2" },
  { tenantId: "b", environmentId: "b1" },
];
const gateOf = (holds: readonly Hold[], moment: GateMoment = "start") =>
  notHeld({ moment, holds, environment: { name: "Plant Lübeck production", timeZone: "Europe/Berlin" } });

describe("activeHolds", () => {
  it("puts the fleet's hold on everything, a tenant's on its environments, an own one on itself", () => {
    const idsAt = (hold: Hold) => places.filter((place) => activeHolds([hold], place, now).length === 1);
    expect(idsAt(fleetHold)).toEqual(places);
    expect(idsAt(tenantHold)).toEqual(places.slice(0, 2));
    expect(idsAt(ownHold)).toEqual(places.slice(0, 1));
  });

  it("names the widest first, and of two alike the longer one", () => {
    const long = { ...tenantHold, id: "h4", expiresAt: new Date("2026-11-25T09:00:00Z") };
    const [place = { tenantId: "", environmentId: "" }] = places;
    const ids = activeHolds([ownHold, tenantHold, long, fleetHold], place, now).map(({ id }) => id);
    expect(ids).toEqual(["h1", "h4", "h2", "h3"]);
  });

  it("lets a hold end at its end, not after it", () => {
    expect(isStanding({ ...fleetHold, expiresAt: new Date(now.getTime() + 1) }, now)).toBe(true);
    expect(isStanding({ ...fleetHold, expiresAt: now }, now)).toBe(false);
  });
});

const holds: fc.Arbitrary<Hold> = fc
  .record({
    shape: fc.constantFrom(fleetHold, tenantHold, ownHold),
    endsIn: fc.integer({ min: -HOLD_LONGEST_MS, max: HOLD_LONGEST_MS }),
    liftedAgo: fc.option(fc.integer({ min: 0, max: HOLD_LONGEST_MS })),
  })
  .map(({ shape, endsIn, liftedAgo }) => ({
    ...shape,
    expiresAt: new Date(now.getTime() + endsIn),
    liftedAt: liftedAgo === null ? null : new Date(now.getTime() - liftedAgo),
  }));

describe("the gate not_held", () => {
  it("never stops anything for a hold that was lifted or has ended, at any moment", () => {
    const moments = fc.constantFrom<GateMoment>("draft", "approve", "start", "resume");
    fc.assert(
      fc.property(
        fc.array(holds, { maxLength: 6 }),
        fc.constantFrom(...places),
        moments,
        (all, place, moment) => {
          const over = all.filter(({ liftedAt, expiresAt }) => liftedAt !== null || expiresAt <= now);
          expect(gateOf(activeHolds(over, place, now), moment).verdict).toBe("pass");
        },
      ),
    );
  });

  it("stops a start exactly when a hold of its own, its tenant or the fleet stands", () => {
    fc.assert(
      fc.property(fc.array(holds, { maxLength: 6 }), fc.constantFrom(...places), (all, place) => {
        const stopped = all.some(
          (hold) =>
            hold.liftedAt === null &&
            hold.expiresAt > now &&
            (hold.level === "fleet" ||
              (hold.level === "tenant" && place.tenantId === "a") ||
              place.environmentId === "a1"),
        );
        expect(gateOf(activeHolds(all, place, now)).verdict).toBe(stopped ? "fail" : "pass");
      }),
    );
  });

  it("warns while one drafts or approves, fails at start and resume", () => {
    const verdicts = (["draft", "approve", "start", "resume"] as const).map(
      (moment) => gateOf([fleetHold], moment).verdict,
    );
    expect(verdicts).toEqual(["warn", "warn", "fail", "fail"]);
  });

  it("names who, what, until when on the plant's clock and why, and when the last of them ends", () => {
    expect(gateOf([fleetHold])).toEqual({
      id: "not_held",
      title: "No hold",
      verdict: "fail",
      fact: "Ines Maurer holds the whole fleet until Tue 24 Nov 14:00 CET: Network works in Hamburg.",
      remedy: "Lift the hold, or wait until Tue 24 Nov 14:00 CET.",
    });
    const longer = { ...ownHold, expiresAt: new Date("2026-11-25T05:30:00Z") };
    const both = gateOf([tenantHold, longer]);
    expect(both.fact).toContain("holds the whole tenant");
    expect(both.fact).toContain("one more hold stands here.");
    expect(both.remedy).toBe("Lift the holds, or wait until Wed 25 Nov 06:30 CET.");
  });
});

describe("endRefusal", () => {
  it("takes ends between now and 31 days", () => {
    const in31Days = new Date(now.getTime() + HOLD_LONGEST_MS);
    expect(endRefusal(now, now)).toContain("passed");
    expect(endRefusal(earlier, now)).toContain("passed");
    expect(endRefusal(new Date(now.getTime() + 1), now)).toBeNull();
    expect(endRefusal(in31Days, now)).toBeNull();
    expect(endRefusal(new Date(in31Days.getTime() + 1), now)).toContain("31 days");
  });
});

describe("who may place and lift", () => {
  const over = (role: Grant["role"], scope: Grant["scope"]): Grant[] => [{ role, scope }];
  const fleet = { level: "fleet" } as const;

  it("release managers and platform engineers, nobody else", () => {
    const able = ROLES.filter((role) => canPlaceHold(over(role, fleet), fleet).allowed);
    expect(able).toEqual(["platform_engineer", "release_manager"]);
    expect(ROLES.filter((role) => canLiftHold(over(role, fleet), fleetHold, now, "UTC").allowed)).toEqual(
      able,
    );
  });

  it("only within their scope, and the refusal says why", () => {
    const mine = over("release_manager", { level: "tenant", tenantId: "a" });
    expect(canPlaceHold(mine, { level: "tenant", tenantId: "a" }).allowed).toBe(true);
    expect(canPlaceHold(mine, fleet).reason).toContain("whole fleet");
    expect(canLiftHold(mine, ownHold, now, "UTC").allowed).toBe(true);
    expect(canLiftHold(mine, fleetHold, now, "UTC").allowed).toBe(false);
    const narrow = over("release_manager", { level: "environment", tenantId: "a", environmentId: "a1" });
    expect(canPlaceHold(narrow, { level: "tenant", tenantId: "a" }).reason).toContain("covers a part");
  });

  it("not what is over already", () => {
    const able = over("release_manager", fleet);
    expect(canLiftHold(able, { ...fleetHold, liftedAt: earlier }, now, "UTC").reason).toContain(
      "lifted already",
    );
    expect(canLiftHold(able, { ...fleetHold, expiresAt: earlier }, now, "UTC").reason).toContain("by itself");
  });
});
