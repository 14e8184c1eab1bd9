import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { madeBefore, pageOf, pageSize } from "@/lib/data/page";
import { environmentsIn } from "@/lib/data/scope";
import { found, query } from "../query";
import { protectedInclude } from "./create";
import { backupInclude, canCopy, presentBackupBrief } from "./present";

/** The backups of one environment, newest first. */
export const listBackups = query({
  action: "backup.read",
  input: API.listBackups.query.extend(API.listBackups.params.shape),
  run: async ({ ctx, scope, input }) => {
    const { environmentId, limit } = input;
    const environment = await ctx.db.prisma.environment.findFirst({
      where: { AND: [{ id: environmentId }, environmentsIn(scope)] },
      include: protectedInclude,
    });
    const place = found(environment, "environment");
    const rows = await ctx.db.prisma.backup.findMany({
      where: { AND: [{ environmentId: place.id }, madeBefore(input.cursor)] },
      include: backupInclude,
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      ...pageSize(limit),
    });
    const key = ({ createdAt, id }: { createdAt: Date; id: string }) =>
      [createdAt.toISOString(), id] as [string, string];
    return {
      ...pageOf(rows, limit, key, presentBackupBrief),
      can: { take: canCopy(ctx, "backup.take", place) },
    };
  },
});
