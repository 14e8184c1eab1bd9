import "server-only";
import type { NavigationCounts } from "@/lib/contracts/api/resources/overview";
import { ownedIn } from "@/lib/data/scope";
import { sideBySide } from "@/lib/data/side-by-side";
import { ACTIVE_OPERATION_STATES } from "@/lib/domain/operation/state";
import { alertsWaitingForMe } from "../alert/list";
import { elevatedNow, elevationsWaitingForMe } from "../elevation/rows";
import { Nothing, query } from "../query";
import { changesForMe, restoresWaitingForMe, trainsWaitingForMe } from "./needs";

/** The numbers beside the navigation: counted alone, since every open page asks for them after every event. */
export const getNavigation = query({
  action: "catalog.read",
  input: Nothing,
  run: async ({ ctx, scope }): Promise<NavigationCounts> => {
    const { prisma } = ctx.db;
    const counts = await sideBySide(prisma, {
      elevations: () => prisma.elevation.count({ where: elevationsWaitingForMe(ctx) }),
      alerts: () => prisma.alert.count({ where: alertsWaitingForMe(ctx) }),
      needsMe: () => prisma.change.count({ where: { AND: [ownedIn(scope), changesForMe(ctx)] } }),
      trains: () => prisma.train.count({ where: trainsWaitingForMe(ctx) }),
      restores: () => prisma.restore.count({ where: restoresWaitingForMe(ctx) }),
      running: () =>
        prisma.operation.count({
          where: { AND: [ownedIn(scope), { state: { in: [...ACTIVE_OPERATION_STATES] } }] },
        }),
    });
    return { ...counts, elevated: elevatedNow(ctx) };
  },
});
