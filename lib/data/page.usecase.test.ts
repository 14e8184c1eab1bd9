import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeWorld, problemOf, type World } from "@/lib/testing/world";
import type { Context } from "@/lib/usecases/context";
import { listEnvironments } from "@/lib/usecases/environment/list";
import { listReleases } from "@/lib/usecases/release/list";
import { listTenants } from "@/lib/usecases/tenant/list";

let world: World;
let reader: Context;
beforeAll(async () => {
  world = await makeWorld();
  reader = await world.person("auditor");
});
afterAll(() => world.close());

type Page = { items: { id: string }[]; nextCursor: string | null };

async function walk(read: (cursor: string | undefined) => Promise<Page>): Promise<string[]> {
  const seen: string[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < 100; pages += 1) {
    const page = await read(cursor);
    seen.push(...page.items.map(({ id }) => id));
    if (page.nextCursor === null) return seen;
    cursor = page.nextCursor;
  }
  throw new Error("The list has no end.");
}

describe("pages", () => {
  it("hold every environment once, in the order of stages, whatever the page size", async () => {
    const stages = ["production", "dev", "staging", "staging", "uat", "dev", "production"] as const;
    for (const stage of stages) await world.environment(stage, null);
    const whole = (await listEnvironments(reader, { limit: 100 })).items.map(({ id }) => id);
    expect(whole).toHaveLength(stages.length);
    for (const limit of [1, 2, 3, 7]) {
      expect(await walk((cursor) => listEnvironments(reader, { limit, ...(cursor && { cursor }) }))).toEqual(
        whole,
      );
    }
  });

  it("neither lose nor repeat a row when the last one seen leaves the filter meanwhile", async () => {
    const rows = await Promise.all([1, 2, 3, 4].map(() => world.environment("integration", null)));
    const first = await listEnvironments(reader, { limit: 2, stage: "integration" });
    const last = first.items.at(-1)?.id ?? "";
    await world.db.prisma.environment.update({ where: { id: last }, data: { stage: "uat" } });
    const rest = await listEnvironments(reader, {
      limit: 10,
      stage: "integration",
      cursor: first.nextCursor ?? "",
    });
    const seen = [...first.items, ...rest.items].map(({ id }) => id).sort();
    expect(seen).toEqual(rows.map(({ id }) => id).sort());
  });

  it("refuse a cursor that no page has handed out", async () => {
    const forged = Buffer.from(JSON.stringify(["x", "y"])).toString("base64url");
    for (const cursor of [
      "x",
      "",
      "%",
      forged,
      Buffer.from('["2026-01-01","\\u0000"]').toString("base64url"),
    ]) {
      for (const list of [listTenants, listEnvironments, listReleases]) {
        expect((await problemOf(list(reader, { cursor }))).code, cursor).toBe("invalid_input");
      }
    }
  });
});
