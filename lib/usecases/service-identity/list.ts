import "server-only";
import { Nothing, query } from "../query";
import { canManage, presentIdentity, withCreator } from "./present";

/** So many are shown, the newest first; a fleet has a handful. */
const SHOWN = 200;

/** Every service identity, newest first; never a token. Whoever has no right over the fleet sees none. */
export const listServiceIdentities = query({
  action: "service_identity.read",
  input: Nothing,
  run: async ({ ctx, scope }) => {
    const rows = scope.fleet
      ? await ctx.db.prisma.serviceIdentity.findMany({
          include: withCreator,
          orderBy: [{ createdAt: "desc" }, { id: "desc" }],
          take: SHOWN,
        })
      : [];
    return { items: rows.map((row) => presentIdentity(ctx, row)), can: { create: canManage(ctx, null) } };
  },
});
