import { describe, expect, it } from "vitest";
import { comingWeeks, inTurn, onCallAt, rotaProblem } from "./rota";
import { MOST_ATTEMPTS, manyOccasion, type Route, retryAt, routesFor, sendAt, stepsDue } from "./route";
import {
  announcedBy,
  coversAlert,
  silencedByOperation,
  silencedByPerson,
  silenceEndRefusal,
} from "./silence";
import { ALERT_DOMAINS, factOfSignal, SEVERITIES } from "./source";
import { isLouder, tierOf } from "./tier";

const MINUTE = 60_000;
const NOW = new Date("2026-11-21T12:00:00Z");
const inMinutes = (minutes: number) => new Date(NOW.getTime() + minutes * MINUTE);

describe("how loud", () => {
  it("never louder for a warning than for what is bad, never a page outside production", () => {
    for (const domain of ALERT_DOMAINS)
      for (const tier of ["tier1", "tier2", "tier3"] as const)
        for (const stage of ["dev", "integration", "staging", "uat", "production"] as const) {
          const [warn, bad] = SEVERITIES.map((severity) => tierOf(domain, severity, { stage, tier }));
          expect(isLouder(warn ?? "page", bad ?? "notice")).toBe(false);
          if (stage !== "production") expect(bad).not.toBe("page");
        }
  });

  it("wakes somebody when a plant cannot work, and not for a copy that is late", () => {
    const production = { stage: "production", tier: "tier2" } as const;
    expect(tierOf("business", "bad", production)).toBe("page");
    expect(tierOf("continuity", "bad", production)).toBe("ticket");
    expect(tierOf("platform", "bad", null)).toBe("ticket");
  });

  it("hears nothing of a signal nobody can read", () => {
    const change = { signalId: "work_orders", domain: "business", sentence: "s", at: NOW } as const;
    expect(factOfSignal({ ...change, to: "unknown" })).toBeNull();
    expect(factOfSignal({ ...change, to: "bad" })).toMatchObject({ firing: true, title: "Work orders" });
    expect(factOfSignal({ ...change, to: "good" })).toMatchObject({ firing: false });
  });
});

describe("silences", () => {
  const deploy = (step: string, strategy: "rolling" | "recreate", state: "running" | "parked" = "running") =>
    ({ kind: "deploy", strategy, step, state, startedAt: NOW }) as const;

  it("of a deployment are only over what it announces, and over nothing while it is watched", () => {
    expect(announcedBy(deploy("rollout", "rolling"))).toEqual(["platform"]);
    expect(announcedBy(deploy("migrate", "recreate"))).toContain("business");
    expect(announcedBy(deploy("migrate", "recreate"))).not.toContain("database");
    expect(announcedBy(deploy("restore_rollout", "recreate"))).toContain("application");
    expect(announcedBy(deploy("observe", "recreate", "parked"))).toEqual([]);
    expect(announcedBy(deploy("preflight", "recreate"))).toEqual([]);
  });

  it("of an operation end after four hours, whatever it still does", () => {
    const running = [deploy("migrate", "recreate")];
    expect(silencedByOperation(running, "business", inMinutes(60))).not.toBeNull();
    expect(silencedByOperation(running, "business", inMinutes(241))).toBeNull();
  });

  it("of people cover their place and domains, the longest first, and end", () => {
    const silence = { tenantId: "t", environmentId: null, domains: ["database"], reason: "Works", by: "Ada" };
    const alert = { tenantId: "t", environmentId: "e", domain: "database" } as const;
    expect(coversAlert(silence, alert)).toBe(true);
    expect(coversAlert(silence, { ...alert, domain: "business" })).toBe(false);
    expect(coversAlert(silence, { ...alert, tenantId: "other" })).toBe(false);
    const both = [
      { ...silence, until: inMinutes(10) },
      { ...silence, until: inMinutes(30) },
    ];
    expect(silencedByPerson(both, alert, NOW)?.until).toEqual(inMinutes(30));
    expect(silencedByPerson(both, alert, inMinutes(31))).toBeNull();
  });

  it("cannot end behind us or be forgotten", () => {
    expect(silenceEndRefusal(NOW, NOW)).toMatch(/ahead/);
    expect(silenceEndRefusal(inMinutes(31 * 24 * 60), NOW)).toMatch(/30 days/);
    expect(silenceEndRefusal(inMinutes(60), NOW)).toBeNull();
  });
});

describe("on call", () => {
  const rota = { timeZone: "Europe/Berlin", startsAt: "2026-10-19T08:00", memberIds: ["ada", "ben", "cem"] };

  it("changes weekly at the local hour, also over the night the clock is turned", () => {
    const who = (iso: string) => onCallAt(rota, new Date(iso))?.memberId;
    expect(who("2026-10-19T05:59:59Z")).toBe("ada");
    expect(who("2026-10-26T06:59:59Z")).toBe("ada");
    expect(who("2026-10-26T07:00:00Z")).toBe("ben");
    expect(who("2026-11-09T07:00:00Z")).toBe("ada");
  });

  it("has somebody before the first handover, and names the weeks to come", () => {
    expect(onCallAt(rota, new Date("2026-01-01T00:00:00Z"))?.memberId).toBe("ada");
    expect(inTurn(rota, new Date("2026-10-27T12:00:00Z"))).toEqual(["ben", "cem", "ada"]);
    const weeks = comingWeeks(rota, new Date("2026-10-20T00:00:00Z"), 4);
    expect(weeks.map(({ memberId }) => memberId)).toEqual(["ada", "ben", "cem", "ada"]);
    expect(weeks[0]?.until).toEqual(weeks[1]?.from);
  });

  it("refuses what nobody can be on call by", () => {
    expect(rotaProblem(rota)).toBeNull();
    expect(rotaProblem({ ...rota, timeZone: "Mars/Base" })).toMatch(/time zone/);
    expect(rotaProblem({ ...rota, startsAt: "soon" })).toMatch(/first handover/);
    expect(rotaProblem({ ...rota, memberIds: [] })).toMatch(/at least one/);
    expect(rotaProblem({ ...rota, memberIds: ["ada", "ada"] })).toMatch(/once/);
  });
});

describe("routes", () => {
  const route = (id: string, more: Partial<Route> = {}): Route => ({
    ...{ id, tenantId: null, tiers: ["page"], afterMinutes: 0, workHours: false, enabled: true },
    ...more,
  });

  it("are those of the tenant and of all, for the tier, switched on", () => {
    const all = [
      route("fleet"),
      route("own", { tenantId: "t" }),
      route("other", { tenantId: "o" }),
      route("quiet", { tiers: ["ticket"] }),
      route("off", { enabled: false }),
    ];
    expect(routesFor(all, { tenantId: "t", tier: "page" }).map(({ id }) => id)).toEqual(["fleet", "own"]);
    expect(routesFor(all, { tenantId: null, tier: "page" }).map(({ id }) => id)).toEqual(["fleet"]);
  });

  it("escalate one after the other", () => {
    const steps = [route("now"), route("later", { afterMinutes: 15 }), route("last", { afterMinutes: 45 })];
    expect(stepsDue(steps, NOW, NOW)).toMatchObject({ due: [{ id: "now" }], nextAt: inMinutes(15) });
    expect(stepsDue(steps, NOW, inMinutes(15)).due).toHaveLength(2);
    expect(stepsDue(steps, NOW, inMinutes(45)).nextAt).toBeNull();
  });

  it("wait for the shift where they say so, but never with a page", () => {
    const shifts = [{ from: inMinutes(60), until: inMinutes(540) }];
    expect(sendAt({ workHours: true }, "ticket", shifts, NOW)).toEqual(inMinutes(60));
    expect(sendAt({ workHours: true }, "ticket", shifts, inMinutes(70))).toEqual(inMinutes(70));
    expect(sendAt({ workHours: true }, "page", shifts, NOW)).toEqual(NOW);
    expect(sendAt({ workHours: true }, "ticket", [], NOW)).toEqual(NOW);
    expect(sendAt({ workHours: false }, "ticket", shifts, NOW)).toEqual(NOW);
  });

  it("are tried again within bounds, and many are counted in one", () => {
    expect(retryAt(1, NOW)).toEqual(new Date(NOW.getTime() + 10_000));
    expect(retryAt(7, NOW)).toEqual(new Date(NOW.getTime() + 640_000));
    expect(retryAt(MOST_ATTEMPTS, NOW)).toBeNull();
    expect(manyOccasion(NOW)).toBe(manyOccasion(inMinutes(9)));
    expect(manyOccasion(NOW)).not.toBe(manyOccasion(inMinutes(10)));
  });
});
