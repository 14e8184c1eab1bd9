import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { diffModules } from "@/lib/domain/release/diff";
import { loadReleaseGround } from "../change/release-ground";
import { found, query } from "../query";
import { presentSettings } from "./present";
import { schemaVersionsOf } from "./schema-versions";

/** What differs between two releases: modules and configuration. */
export const compareReleases = query({
  action: "release.read",
  input: API.compareReleases.params.extend(API.compareReleases.query.shape),
  run: async ({ ctx, input }) => {
    const load = async (id: string) =>
      found(
        await ctx.db.prisma.release.findUnique({
          where: { id },
          include: { modules: { select: { name: true, version: true, schemaChange: true } } },
        }),
        "release",
      );
    const [from, to] = await Promise.all([load(input.from), load(input.releaseId)]);
    const moving = await schemaVersionsOf(ctx.db.prisma, [to]);
    const modules = diffModules(from.modules, to.modules, moving);
    const ground = await loadReleaseGround(ctx.db.prisma, [{ running: from, release: to }]);
    const { flags, reasons, untold } = ground.findings({ running: from, release: to }, modules);
    const removed = modules.filter(({ kind }) => kind === "removed").length;
    return {
      from: { id: from.id, name: from.name, digest: from.digest },
      to: { id: to.id, name: to.name, digest: to.digest },
      modules: [...modules],
      unchangedModules: to.modules.length - (modules.length - removed),
      ...presentSettings(ground.settings({ running: from, release: to })),
      flags: [...flags],
      reasons: [...reasons],
      untold: [...untold],
    };
  },
});
