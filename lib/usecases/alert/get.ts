import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { found, query } from "../query";
import { alertsIn } from "./list";
import { alertInclude, presentAlert } from "./present";

/** One alert with its causes, whom it hurts, and its messages. */
export const getAlert = query({
  action: "alert.read",
  input: API.getAlert.params,
  run: async ({ ctx, scope, input }) => {
    const row = found(
      await ctx.db.prisma.alert.findFirst({
        where: { AND: [{ id: input.alertId }, alertsIn(scope)] },
        include: alertInclude,
      }),
      "alert",
    );
    return presentAlert(ctx, ctx.db.prisma, row);
  },
});
