import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ACTIONS } from "./actions";
import { decide, elevationBehind, type Grant, permits, readScope } from "./decide";
import {
  answerRefusal,
  askRefusal,
  ELEVATION_STATES,
  type ElevationTimes,
  elevationEnd,
  elevationState,
  endRefusal,
  GRANTABLE,
  MOST_ELEVATIONS,
  ownRoles,
  rolesToAsk,
} from "./elevation";
import { ROLE_ACTIONS, ROLES, type Role } from "./roles";

const at = (minute: number) => new Date(minute * 60_000);
const open: ElevationTimes = { answerBy: at(60), verdict: null, endsAt: null, endedAt: null };
const granted: ElevationTimes = { ...open, verdict: "approved", endsAt: at(90) };
const scope = { level: "environment", tenantId: "t", environmentId: "e" } as const;
const elevated = (role: Role): Grant => ({
  role,
  scope,
  elevation: { id: "g", reason: "Orders stand still.", over: "the plant", endsAt: at(90) },
});

describe("where a request stands", () => {
  it("waits until the hour is over, then has lapsed", () => {
    expect(elevationState(open, at(59.999))).toBe("asked");
    expect(elevationState(open, at(60))).toBe("lapsed");
    expect(elevationState({ ...open, endedAt: at(5) }, at(99))).toBe("withdrawn");
    expect(elevationState({ ...open, verdict: "refused" }, at(5))).toBe("refused");
  });

  it("stands up to its end and not at it, nor after it was ended", () => {
    expect(elevationState(granted, new Date(at(90).getTime() - 1))).toBe("standing");
    expect(elevationState(granted, at(90))).toBe("over");
    expect(elevationState({ ...granted, endedAt: at(40) }, at(41))).toBe("ended");
  });

  it("never comes back: what is closed stays closed, and only what is open is answered or ended", () => {
    const moment = fc.integer({ min: 0, max: 600 }).map(at);
    const times = fc.record({
      answerBy: moment,
      verdict: fc.constantFrom("approved" as const, "refused" as const, null),
      endsAt: fc.option(moment),
      endedAt: fc.option(moment),
    });
    fc.assert(
      fc.property(times, moment, moment, (row, one, other) => {
        const [now, later] = one < other ? [one, other] : [other, one];
        const [before, after] = [elevationState(row, now), elevationState(row, later)];
        expect(ELEVATION_STATES).toContain(before);
        if (before !== "asked" && before !== "standing") expect(after).toBe(before);
        expect(endRefusal(row, now) === null).toBe(before === "asked" || before === "standing");
        const answered = answerRefusal({ ...row, holderId: "a", deciderId: "b" }, now);
        expect(answered === null).toBe(before === "asked");
        expect(answerRefusal({ ...row, holderId: "a", deciderId: "a" }, now)).toContain("somebody else");
      }),
      { numRuns: 300 },
    );
  });

  it("ends as many minutes after its approval as were asked for", () => {
    expect(elevationEnd(at(10), 45)).toEqual(at(55));
  });
});

describe("what may be asked for", () => {
  const asked = { role: "release_manager" as Role, minutes: 60, own: ["support"] as Role[], open: [], scope };

  it("is what the policy lists, for who may be given it, from 15 minutes to 8 hours", () => {
    expect(askRefusal(asked)).toBeNull();
    for (const minutes of [15, 480]) expect(askRefusal({ ...asked, minutes })).toBeNull();
    for (const minutes of [0, 14, 481, 60.5, Number.NaN])
      expect(askRefusal({ ...asked, minutes })).toContain("from 15 minutes to 8 hours");
    expect(askRefusal({ ...asked, role: "auditor" })).toContain("not granted for a while");
    expect(askRefusal({ ...asked, own: ["plant_it"] })).toContain(
      "Platform engineer or Developer or Support",
    );
    expect(askRefusal({ ...asked, own: ["release_manager"] })).toContain("already");
  });

  it("is not asked twice for one place, nor more than so often at once", () => {
    expect(askRefusal({ ...asked, open: [{ role: asked.role, scope }] })).toContain("asked for");
    const elsewhere = { level: "tenant", tenantId: "t" } as const;
    const one = { role: asked.role, scope: elsewhere };
    expect(askRefusal({ ...asked, open: [one] })).toBeNull();
    expect(askRefusal({ ...asked, open: Array.from({ length: MOST_ELEVATIONS }, () => one) })).toContain(
      "open",
    );
  });

  it("is offered exactly where it is taken, and never to an auditor", () => {
    for (const own of ROLES) {
      const offered = rolesToAsk([own]);
      for (const role of ROLES)
        expect(askRefusal({ ...asked, role, own: [own] }) === null).toBe(offered.includes(role));
    }
    expect(rolesToAsk(["auditor"])).toEqual([]);
    expect(Object.keys(GRANTABLE)).not.toContain("auditor");
  });

  it("goes by own roles: neither lent nor elevated ones let anybody ask for more", () => {
    const lent: Grant = { role: "developer", scope, lentBy: { id: "x", name: "X" } };
    expect(ownRoles([{ role: "support", scope }, lent, elevated("release_manager")])).toEqual(["support"]);
  });
});

describe("an elevated grant", () => {
  const own: Grant = { role: "support", scope };

  it("counts like the role itself, but for what would outlive it", () => {
    const kept = ["approval_policy.edit", "calendar.subscribe", "delegation.give", "elevation.approve"];
    const never = [...kept, "service_identity.manage"];
    for (const role of Object.keys(GRANTABLE) as Role[])
      for (const action of ACTIONS)
        expect(permits(elevated(role), action)).toBe(
          (ROLE_ACTIONS[role] as readonly string[]).includes(action) && !never.includes(action),
        );
  });

  it("never reaches beyond its scope", () => {
    const other = { level: "environment", tenantId: "t", environmentId: "f" } as const;
    expect(decide([own, elevated("release_manager")], "change.start", scope).allow).toBe(true);
    expect(decide([own, elevated("release_manager")], "change.start", other).allow).toBe(false);
    expect(
      decide([elevated("release_manager")], "change.start", { level: "tenant", tenantId: "t" }).allow,
    ).toBe(false);
    expect(readScope([elevated("release_manager")], "audit.read").environmentIds).toEqual(["e"]);
  });

  it("is named behind an act inside it, with whether own roles had sufficed", () => {
    const grants = [own, elevated("release_manager")];
    expect(elevationBehind(grants, "change.start", scope)).toMatchObject({ onlyByIt: true });
    expect(elevationBehind(grants, "change.comment", scope)).toMatchObject({ onlyByIt: false });
    expect(elevationBehind(grants, "delegation.give", scope)).toBeNull();
    expect(elevationBehind([own], "change.comment", scope)).toBeNull();
  });
});
