import { describe, expect, it } from "vitest";
import { sharedScope } from "../access/lent";
import { type DelegationAsked, delegationCounts, delegationRefusal } from "./delegation";

const NOW = new Date("2026-11-20T08:00:00.000Z");
const day = (days: number) => new Date(NOW.getTime() + days * 86_400_000);
const asked: DelegationAsked = {
  from: { id: "mira", roles: ["release_manager"] },
  to: { id: "kai", name: "Kai", roles: ["release_manager"] },
  startsAt: day(1),
  endsAt: day(10),
  now: NOW,
  standing: [],
};
const standing = (fromId: string, toId: string, from = 0, to = 20) => ({
  ...{ fromId, toId, fromName: fromId, toName: toId },
  ...{ startsAt: day(from), endsAt: day(to) },
});
const refusal = (more: Partial<DelegationAsked>) => delegationRefusal({ ...asked, ...more });

describe("delegationRefusal", () => {
  it("lets a role be lent to somebody who may hold it", () => {
    expect(delegationRefusal(asked)).toBeNull();
    expect(refusal({ endsAt: day(61) })).toBeNull();
  });
  it("refuses oneself, spans that are backwards, over or too long", () => {
    expect(refusal({ to: { id: "mira", name: "Mira", roles: ["release_manager"] } })).toContain("yourself");
    expect(refusal({ endsAt: day(0.5) })).toContain("before the beginning");
    expect(refusal({ startsAt: day(-9), endsAt: day(-1) })).toContain("passed");
    expect(refusal({ endsAt: day(61.1) })).toContain("at most 60 days");
  });
  it("refuses who has nothing to lend, and who may not hold it", () => {
    expect(refusal({ from: { id: "jana", roles: ["developer"] } })).toContain("None of your roles");
    expect(refusal({ to: { id: "jana", name: "Jana", roles: ["developer"] } })).toContain(
      "Jana may not hold it",
    );
  });
  it("refuses what overlaps or goes in a circle, in that time only", () => {
    expect(refusal({ standing: [standing("mira", "eva")] })).toContain("You delegate to eva");
    expect(refusal({ standing: [standing("kai", "mira")] })).toContain("circle");
    expect(refusal({ standing: [standing("kai", "eva")] })).toContain("not lent on");
    expect(refusal({ standing: [standing("eva", "mira")] })).toContain("You stand in for eva");
    expect(refusal({ standing: [standing("kai", "mira", 10, 20)] })).toBeNull();
  });
});

it("a delegation counts while its time runs and nobody took it back", () => {
  const one = { startsAt: day(0), endsAt: day(2), revokedAt: null };
  expect(delegationCounts(one, day(0))).toBe(true);
  expect(delegationCounts(one, day(2))).toBe(false);
  expect(delegationCounts(one, day(-1))).toBe(false);
  expect(delegationCounts({ ...one, revokedAt: day(0) }, day(1))).toBe(false);
});

it("what is lent reaches no further than either side", () => {
  const fleet = { level: "fleet" } as const;
  const tenant = { level: "tenant", tenantId: "t" } as const;
  const place = { level: "environment", tenantId: "t", environmentId: "e" } as const;
  expect(sharedScope(fleet, place)).toBe(place);
  expect(sharedScope(tenant, fleet)).toBe(tenant);
  expect(sharedScope(tenant, place)).toBe(place);
  expect(sharedScope(tenant, { level: "tenant", tenantId: "u" })).toBeNull();
  expect(sharedScope(place, { ...place, environmentId: "f" })).toBeNull();
  expect(sharedScope(place, tenant)).toBe(place);
});
