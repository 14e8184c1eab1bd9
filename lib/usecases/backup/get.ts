import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { ownedIn } from "@/lib/data/scope";
import { found, query } from "../query";
import { backupDetailInclude, presentBackup } from "./present";

/** One backup: what it holds, and its proofs. */
export const getBackup = query({
  action: "backup.read",
  input: API.getBackup.params,
  run: async ({ ctx, scope, input }) => {
    const row = await ctx.db.prisma.backup.findFirst({
      where: { AND: [{ id: input.backupId }, ownedIn(scope)] },
      include: backupDetailInclude,
    });
    return presentBackup(ctx, found(row, "backup"));
  },
});
