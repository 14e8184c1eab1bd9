import { randomInt } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { digestOf, makeWorld, problemOf, UNKNOWN_DIGEST_PREFIX, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { compareReleases } from "./compare";
import { listReleases } from "./list";
import { registerRelease } from "./register";

let world: World;
let developer: Context;
beforeAll(async () => {
  world = await makeWorld();
  developer = await world.person("developer", "fleet");
});
afterAll(() => world.close());

const release = () => ({
  name: `20${randomInt(30, 99)}.${randomInt(1, 13)}.${randomInt(0, 1000)}`,
  repository: "registry.test/erp",
  digest: digestOf(),
  sourceRevision: "0123abcdef",
  modules: [{ name: "base", version: "19.0.1.0.0" }],
});

describe("registering a release", () => {
  it("stores it once and for all", async () => {
    const wanted = release();
    const row = await registerRelease(developer, wanted);
    expect(row).toMatchObject({
      name: wanted.name,
      digest: wanted.digest,
      modules: [{ name: "base", schemaChange: false }],
    });
    const sameName = await problemOf(registerRelease(developer, { ...release(), name: wanted.name }));
    expect(sameName).toMatchObject({ code: "conflict" });
    expect(sameName.message).toContain("never changes");
    expect((await problemOf(registerRelease(developer, { ...release(), digest: wanted.digest }))).code).toBe(
      "conflict",
    );
  });

  it("warns of a module with other content at the version of the release before", async () => {
    const of = (models: Record<string, string[]>, more: object = {}) => ({
      ...{ ...release(), ...more },
      modules: [{ name: "mrp_label", version: "19.0.1.0.0", metadata: { models } }],
    });
    const before = await registerRelease(developer, of({ label: ["name:char"] }));
    const later = { ...developer, now: new Date(developer.now.getTime() + 60_000) };
    const same = await registerRelease(later, of({ label: ["name:char"] }));
    expect(same.warnings).toEqual([]);
    const after = await registerRelease(later, of({ label: ["name:char", "size:float"] }));
    expect(after.warnings).toHaveLength(1);
    expect(after.warnings[0]).toMatch(/^mrp_label 19\.0\.1\.0\.0 tells other content than in release 20/);
    const { flags, modules } = await compareReleases(developer, { from: before.id, releaseId: after.id });
    expect({ flags, modules }).toEqual({ flags: ["schema"], modules: [] });
  });

  it("refuses a digest the registry does not know, and audits the refusal", async () => {
    const wanted = { ...release(), digest: `${UNKNOWN_DIGEST_PREFIX}${digestOf().slice(11)}` };
    const problem = await problemOf(registerRelease(developer, wanted));
    expect(problem.code).toBe("gate_refused");
    expect(problem.message).toContain(wanted.digest);
    expect(await world.db.prisma.release.count({ where: { name: wanted.name } })).toBe(0);
    expect(
      await world.db.prisma.auditEntry.count({ where: { targetId: wanted.name, outcome: "refused" } }),
    ).toBe(1);
  });

  it("is for roles over the fleet, and says so", async () => {
    const bound = await world.person("developer");
    const problem = await problemOf(registerRelease(bound, release()));
    expect(problem.code).toBe("forbidden");
    expect(problem.message).toContain("whole fleet");
    expect((await problemOf(registerRelease(await world.person("support", "fleet"), release()))).code).toBe(
      "forbidden",
    );
  });

  it("refuses what is no digest, version or name", async () => {
    const problem = await problemOf(
      registerRelease(developer, {
        ...release(),
        name: "latest",
        digest: "sha256:1",
        modules: [{ name: "base", version: "1" }],
      }),
    );
    expect(problem.facts["issues"]).toMatchObject([
      { path: "name" },
      { path: "digest" },
      { path: "modules.0.version" },
    ]);
  });
});

describe("reading releases", () => {
  it("compares two", async () => {
    const from = await world.release({ base: "19.0.1.0.0", mrp: "19.0.1.0.0" });
    const to = await world.release({ base: "19.0.1.0.0", mrp: "19.0.2.0.0", label: "19.0.1.0.0" }, ["mrp"]);
    const comparison = await compareReleases(developer, { releaseId: to.id, from: from.id });
    expect(comparison.unchangedModules).toBe(1);
    expect(
      comparison.modules.map(({ kind, name, schemaChange }) => `${kind} ${name} ${schemaChange}`),
    ).toEqual(["new label false", "changed mrp true"]);
  });

  it("pages newest first without a gap or a repeat, and shows places within one's scope only", async () => {
    const wanted = await world.release();
    await world.environment("staging", wanted.id);
    const seen: string[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < 200; pages += 1) {
      const page = await listReleases(developer, { limit: 3, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.items.map(({ id }) => id));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toContain(wanted.id);
    const outsider = await makeOutsider();
    const shown = (await listReleases(outsider, { search: wanted.name })).items;
    expect(shown).toMatchObject([{ id: wanted.id, runsOn: [] }]);
    expect((await listReleases(developer, { search: wanted.name })).items[0]?.runsOn).toHaveLength(1);
  });
});

async function makeOutsider(): Promise<Context> {
  const elsewhere = await makeWorld();
  const person = await elsewhere.person("plant_it");
  await elsewhere.close();
  return { ...person, db: world.db };
}
