import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { environmentsIn } from "@/lib/data/scope";
import { found, query } from "../query";
import { protectedInclude } from "./create";
import { canCopy } from "./present";
import { NOTHING_BEYOND } from "./prune";
import { pruningOf } from "./pruning";
import { backupSettings } from "./settings";

/** What the rules keep of an environment's backups, what they would forget now, and what stays for another reason. */
export const getRetention = query({
  action: "backup.read",
  input: API.getRetention.params,
  run: async ({ ctx, scope, input }) => {
    const row = await ctx.db.prisma.environment.findFirst({
      where: { AND: [{ id: input.environmentId }, environmentsIn(scope)] },
      include: protectedInclude,
    });
    const place = found(row, "environment");
    const settings = (await backupSettings(ctx.db.prisma))(place.tenant.tier);
    const { choice, points } = await pruningOf(ctx.db.prisma, place, { settings, now: ctx.now });
    const can = canCopy(ctx, "backup.prune", place);
    const beyond = points.backups.length;
    return {
      keep: settings.keep,
      stays: choice.stays,
      oldestAt: choice.oldest?.toISOString() ?? null,
      forgets: beyond + choice.more,
      held: choice.held.slice(0, 20).map(({ backup, because }) => ({
        id: backup.id,
        takenAt: backup.takenAt.toISOString(),
        because,
      })),
      can: { prune: can.allowed && beyond === 0 ? { allowed: false, reason: NOTHING_BEYOND } : can },
    };
  },
});
