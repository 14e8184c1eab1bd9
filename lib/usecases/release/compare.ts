import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { diffModules } from "@/lib/domain/release/diff";
import { found, query } from "../query";
import { configurationOf } from "./present";
import { schemaVersionsOf } from "./schema-versions";

/** What differs between two releases: modules and configuration. */
export const compareReleases = query({
  action: "release.read",
  input: API.compareReleases.params.extend(API.compareReleases.query.shape),
  run: async ({ ctx, input }) => {
    const load = async (id: string) =>
      found(await ctx.db.prisma.release.findUnique({ where: { id }, include: { modules: true } }), "release");
    const [from, to] = await Promise.all([load(input.from), load(input.releaseId)]);
    const moving = await schemaVersionsOf(ctx.db.prisma, [to]);
    const modules = diffModules(from.modules, to.modules, moving);
    const before = configurationOf(from);
    const after = configurationOf(to);
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    const removed = modules.filter(({ kind }) => kind === "removed").length;
    return {
      from: { id: from.id, name: from.name, digest: from.digest },
      to: { id: to.id, name: to.name, digest: to.digest },
      modules: [...modules],
      unchangedModules: to.modules.length - (modules.length - removed),
      configuration: keys
        .filter((key) => before[key] !== after[key])
        .map((key) => ({ key, from: before[key] ?? null, to: after[key] ?? null })),
    };
  },
});
