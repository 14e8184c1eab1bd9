import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSeal } from "@/lib/adapters/seal";
import { backupDefaults } from "@/lib/domain/recovery/policy";
import { makeWorld, problemOf, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { checkBackupStore } from "./check-store";
import { editBackupPolicy } from "./edit-policy";
import { getBackupStore } from "./get-store";
import { listBackupPolicies, previewBackupPolicy } from "./policies";
import { scheduleBackups } from "./schedules";
import { setBackupStore } from "./set-store";

let world: World;
let fleet: Context;
let own: Context;
let environmentId: string;

beforeAll(async () => {
  world = await makeWorld();
  fleet = await world.person("platform_engineer", "fleet");
  own = await world.person("platform_engineer");
  environmentId = (await world.environment("staging", null)).id;
});
afterAll(async () => {
  await world.db.prisma.backupPolicy.deleteMany({});
  await world.close();
});

describe("policies of backups", () => {
  it("are Holdfast's own until somebody sets them; schedules of the tier follow at once", async () => {
    const { tier } = await world.db.prisma.tenant.findUniqueOrThrow({ where: { id: world.tenantId } });
    const signal = new AbortController().signal;
    await scheduleBackups(world.db, { payload: {}, now: new Date(), signal });
    const policy = (await listBackupPolicies(fleet, {})).items.find((one) => one.tier === tier);
    if (policy === undefined) throw new Error("no policy");
    expect(policy.settings).toEqual(backupDefaults(tier));
    expect(policy.preview.next).toHaveLength(3);
    const settings = { ...policy.settings, cron: "45 3 * * *", verifyEveryDays: 5 };
    const edit = { tier, version: policy.version, settings };
    expect((await problemOf(editBackupPolicy(own, edit))).code).toBe("forbidden");
    const dense = { ...edit, settings: { ...settings, cron: "*/5 * * * *" } };
    expect((await problemOf(editBackupPolicy(fleet, dense))).message).toContain("30 minutes apart");
    const set = await editBackupPolicy(fleet, edit);
    expect(set).toMatchObject({ standard: false, settings, preview: { schedule: "at 03:45 every day" } });
    expect((await problemOf(editBackupPolicy(fleet, edit))).code).toBe("conflict");
    const schedule = await world.db.prisma.schedule.findFirstOrThrow({
      where: { name: `Backup of environment ${environmentId}` },
    });
    const clock = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Berlin", timeStyle: "short" });
    expect([schedule.cron, clock.format(schedule.nextAt)]).toEqual(["45 3 * * *", "03:45"]);
    const pruning = await world.db.prisma.schedule.findFirst({
      where: { name: `Pruning of environment ${environmentId}` },
    });
    expect(pruning).toMatchObject({ kind: "backup.prune", timeZone: "Europe/Berlin" });
  });

  it("are tried out before they are set", async () => {
    const counts = { last: 3, hourly: 0, daily: 7, weekly: 0, monthly: 0, yearly: 0 };
    const good = await previewBackupPolicy(own, { tier: "tier3", cron: "0 2 * * *", ...counts });
    expect(good).toMatchObject({ problem: null, points: 7, oldestDays: 6 });
    const bad = await previewBackupPolicy(own, { tier: "tier3", cron: "at night", ...counts });
    expect(bad.problem).toContain("five fields");
  });
});

describe("a tenant's place for backups", () => {
  it("is looked at without its secrets, asked whether it answers, and asked anew when it changes", async () => {
    const { tenantId } = world;
    const seal = createSeal(Buffer.alloc(32, 3).toString("base64"));
    const places: unknown[] = [];
    const store = {
      ask: async (place: unknown) => {
        places.push(place);
        return { answers: true, sentence: "It answers.", immutability: "Locked for 30 days." };
      },
    };
    const platform = { ...own, ports: { ...own.ports, seal, store } };
    expect((await getBackupStore(platform, { tenantId })).store).toBeNull();
    const keys = { accessKeyId: "AK", secretAccessKey: "very secret" };
    await setBackupStore(platform, { tenantId, repository: "s3:https://s3.test/b", ...keys });
    const checked = await checkBackupStore(platform, { tenantId });
    expect(checked).toMatchObject({ checked: { answers: true }, immutability: "Locked for 30 days." });
    expect(places).toEqual([{ repository: "s3:https://s3.test/b", access: keys }]);
    expect(JSON.stringify(checked)).not.toContain("very secret");
    const keyOf = async () =>
      (await world.db.prisma.backupStore.findUniqueOrThrow({ where: { tenantId } })).sealedPassword;
    const first = await keyOf();
    await setBackupStore(platform, { tenantId, repository: "s3:https://s3.test/b", ...keys });
    expect(await keyOf()).toEqual(first);
    await setBackupStore(platform, { tenantId, repository: "/backups/other" });
    expect(await keyOf()).not.toEqual(first);
    const { store: after } = await getBackupStore(platform, { tenantId });
    expect(after).toMatchObject({ checked: null, hasCredentials: false, can: { check: { allowed: false } } });
    expect((await problemOf(checkBackupStore(platform, { tenantId }))).code).toBe("conflict");
  });
});
