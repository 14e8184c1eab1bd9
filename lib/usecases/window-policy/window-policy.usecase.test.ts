import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { windowDefaults } from "@/lib/domain/calendar/window-policy";
import { at, type ChangeWorld, makeChangeWorld } from "@/lib/testing/change-world";
import { problemOf } from "@/lib/testing/world";
import { editWindowPolicy } from "./edit";
import { listWindowPolicies } from "./list";

let world: ChangeWorld;
beforeAll(async () => {
  world = await makeChangeWorld();
});
afterAll(async () => {
  await world.db.prisma.windowPolicy.deleteMany({});
  await world.close();
});

describe("how strictly changes fit", () => {
  it("is Holdfast's own until somebody sets it, and then what was set, over the version they saw", async () => {
    await world.db.prisma.windowPolicy.deleteMany({});
    const manager = await world.person("release_manager", "fleet");
    const { items } = await listWindowPolicies(at(manager), {});
    expect(items.map(({ tier, settings, version }) => ({ tier, settings, version }))).toEqual(
      (["tier1", "tier2", "tier3"] as const).map((tier) => ({
        tier,
        settings: windowDefaults(tier),
        version: 0,
      })),
    );
    const settings = { gate: "warn" as const, marginMinutes: 45 };
    const set = await editWindowPolicy(at(manager), { tier: "tier1", version: 0, settings });
    expect(set).toMatchObject({ settings, standard: false, version: 1 });
    const late = await problemOf(editWindowPolicy(at(manager), { tier: "tier1", version: 0, settings }));
    expect(late.code).toBe("conflict");
    expect(
      (await world.auditOf("tier1")).map(({ action, outcome }) => `${action} ${outcome}`).slice(-2),
    ).toEqual(["policy.edit done", "policy.edit refused"]);
  });

  it("is set within its bounds, and by those the fleet trusts with it", async () => {
    const manager = await world.person("release_manager", "fleet");
    const wrong = {
      tier: "tier2" as const,
      version: 0,
      settings: { gate: "block" as const, marginMinutes: 481 },
    };
    expect((await problemOf(editWindowPolicy(at(manager), wrong))).code).toBe("invalid_input");
    const right = { ...wrong, settings: { ...wrong.settings, marginMinutes: 480 } };
    expect((await problemOf(editWindowPolicy(at(world.developer), right))).code).not.toBe("conflict");
    expect((await editWindowPolicy(at(manager), right)).settings.marginMinutes).toBe(480);
  });
});
