import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { ReleaseExtras } from "@/lib/contracts/api/resources/release-manifest";
import { diffModules } from "@/lib/domain/release/diff";
import { changedKeys } from "@/lib/domain/release/manifest";
import { loadReleaseGround } from "../change/release-ground";
import { found, query } from "../query";
import { configurationOf } from "./present";
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
      place: placeDifferences(from, to),
      flags: [...flags],
      reasons: [...reasons],
      untold: [...untold],
    };
  },
});

/** Settings of ingress and resources that differ; none where CI told nothing of one of the two. */
function placeDifferences(from: { extras: unknown }, to: { extras: unknown }) {
  const before = ReleaseExtras.safeParse(from.extras).data;
  const after = ReleaseExtras.safeParse(to.extras).data;
  if (before === undefined || after === undefined) return [];
  return (["ingress", "resources"] as const).flatMap((area) =>
    changedKeys(before[area], after[area]).map((key) => ({
      key: `${area}.${key}`,
      from: before[area][key] ?? null,
      to: after[area][key] ?? null,
    })),
  );
}
