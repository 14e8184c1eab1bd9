import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { observationDefaults } from "@/lib/domain/health/observation";
import { makeWorld, problemOf, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { editObservationPolicy } from "./edit";
import { listObservationPolicies } from "./list";
import { observationSettings } from "./settings";

let world: World;
let fleetManager: Context;
let tenantManager: Context;
let developer: Context;
const stage = "uat" as const;
const { thresholds, canaryPercents, ...rest } = observationDefaults(stage);
const settings = { ...rest, thresholds: [...thresholds] as never[], canaryPercents: [...canaryPercents] };

beforeAll(async () => {
  world = await makeWorld();
  [fleetManager, tenantManager, developer] = await Promise.all([
    world.person("release_manager", "fleet"),
    world.person("release_manager"),
    world.person("developer"),
  ]);
});
// The policy belongs to the whole database: what a test sets is taken away again.
afterEach(() => world.db.prisma.observationPolicy.deleteMany({ where: { stage } }));
afterAll(() => world.close());

const policy = async (ctx = fleetManager) => {
  const { items } = await listObservationPolicies(ctx, {});
  const found = items.find((item) => item.stage === stage);
  if (found === undefined) throw new Error("no policy of that stage");
  return found;
};
const longer = { ...settings, soakSeconds: 300 };

describe("how a stage is watched", () => {
  it("is Holdfast's own until somebody sets it, and what was set from then on", async () => {
    expect(await policy()).toMatchObject({ standard: true, version: 0, updatedAt: null });
    expect(await observationSettings(world.db.prisma, stage)).toEqual(observationDefaults(stage));
    const edited = await editObservationPolicy(fleetManager, { stage, version: 0, settings: longer });
    expect(edited).toMatchObject({ standard: false, version: 1, settings: { soakSeconds: 300 } });
    expect(await observationSettings(world.db.prisma, stage)).toMatchObject({ soakSeconds: 300 });
    const again = { stage, version: 1, settings: { ...longer, soakSeconds: 240 } };
    expect(await editObservationPolicy(fleetManager, again)).toMatchObject({ version: 2 });
    const audited = await world.db.prisma.auditEntry.findMany({
      where: { actorId: fleetManager.actor.id, action: "observation.edit" },
      orderBy: { sequence: "asc" },
    });
    expect(audited.map(({ outcome }) => outcome)).toEqual(["done", "done"]);
    expect(audited[1]?.facts).toMatchObject({ before: { soakSeconds: 300 }, after: { soakSeconds: 240 } });
  });

  it("falls back to the defaults when what is stored cannot be read", async () => {
    await world.db.prisma.observationPolicy.create({ data: { stage, settings: { soakSeconds: -1 } } });
    expect(await observationSettings(world.db.prisma, stage)).toEqual(observationDefaults(stage));
  });

  it("is seen by everyone who may read, edited only with a role over the fleet", async () => {
    expect((await policy(developer)).can.edit.allowed).toBe(false);
    expect((await policy(tenantManager)).can.edit.reason).toContain("whole fleet");
    for (const ctx of [developer, tenantManager]) {
      const call = editObservationPolicy(ctx, { stage, version: 0, settings: longer });
      expect(await problemOf(call)).toMatchObject({ code: "forbidden" });
    }
    expect((await policy()).standard).toBe(true);
  });

  it("loses the race: of two edits of one version one stands", async () => {
    for (const version of [0, 1]) {
      const both = await Promise.allSettled(
        [300, 600].map((soakSeconds) =>
          editObservationPolicy(fleetManager, { stage, version, settings: { ...settings, soakSeconds } }),
        ),
      );
      expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    }
    const stale = editObservationPolicy(fleetManager, { stage, version: 1, settings });
    const refused = await problemOf(stale);
    expect(refused.code).toBe("conflict");
    expect(refused.message).toContain("Somebody else has changed");
  });

  const threshold = {
    signal: "restarts",
    warning: { floor: 1, factor: 2 },
    trigger: { floor: 3, factor: 3 },
  };
  const bad: [string, object, RegExp][] = [
    ["a soak beyond a day", { soakSeconds: 86_401 }, /soakSeconds/],
    ["shares that do not grow", { canaryPercents: [50, 10] }, /must be larger than the one before/],
    ["a share of everybody", { canaryPercents: [100] }, /canaryPercents/],
    ["three shares", { canaryPercents: [1, 2, 3] }, /canaryPercents/],
    [
      "a trigger below its warning",
      { thresholds: [{ ...threshold, trigger: { floor: 0, factor: 0 } }] },
      /warn before/,
    ],
    ["a signal twice", { thresholds: [threshold, threshold] }, /one pair of limits/],
  ];
  it.each(bad)("refuses %s in words", async (_name, change, words) => {
    const call = editObservationPolicy(fleetManager, {
      stage,
      version: 0,
      settings: { ...settings, ...change },
    });
    const problem = await problemOf(call);
    expect(problem.code).toBe("invalid_input");
    expect(problem.message).toMatch(words);
  });
});
