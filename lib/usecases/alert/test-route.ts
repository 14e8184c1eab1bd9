import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { testOccasion } from "@/lib/domain/alert/route";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { presentAlerting } from "./alerting";
import { alertEvent } from "./raise";
import { routeTarget } from "./remove";

/**
 * Puts a message on its way that says it is a test, like any other: sent by a worker, tried again within bounds, its
 * receipt on the page. At most one a minute over a route.
 */
export const testAlertRoute = command({
  action: "alert_route.edit",
  input: API.testAlertRoute.body.extend(API.testAlertRoute.params.shape),
  target: routeTarget,
  run: async ({ tx, ctx, input: { routeId }, target: { row, tenantId, name }, announce, note }) => {
    if (!row.enabled)
      throw new Problem("conflict", `“${name}” is switched off. Switch it on, then send a test.`);
    const occasion = testOccasion(ctx.now);
    const { count } = await tx.alertDelivery.createMany({
      data: [
        {
          routeId,
          subject: `test by ${ctx.actor.name}`.slice(0, 200),
          occasion,
          nextAt: ctx.now,
          createdAt: ctx.now,
        },
      ],
      skipDuplicates: true,
    });
    const others = await tx.alertDelivery.count({ where: { routeId, occasion } });
    if (count !== 1 || others > 1)
      throw new Problem(
        "conflict",
        "A test was sent over this route within the last minute. Look at its receipt.",
      );
    note({ what: "tested" });
    await announce(alertEvent("alert.routes_changed", { tenantId, environmentId: null }, routeId));
    return presentAlerting(ctx, tx);
  },
});
