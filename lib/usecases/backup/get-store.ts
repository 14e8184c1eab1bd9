import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { tenantsIn } from "@/lib/data/scope";
import { found, query } from "../query";
import { canEditStore, presentStore, storeInclude } from "./present-store";

/** Where a tenant's backups are kept; null when nobody has said so yet. */
export const getBackupStore = query({
  action: "backup.read",
  input: API.getBackupStore.params,
  run: async ({ ctx, scope, input }) => {
    const row = await ctx.db.prisma.tenant.findFirst({
      where: { AND: [{ id: input.tenantId }, tenantsIn(scope)] },
      select: { id: true, name: true, backupStore: { include: storeInclude } },
    });
    const { id, name, backupStore } = found(row, "tenant");
    return {
      tenant: { id, name },
      store: backupStore === null ? null : presentStore(ctx, backupStore),
      can: { edit: canEditStore(ctx, id) },
    };
  },
});
