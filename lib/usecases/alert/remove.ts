import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { Tx } from "@/lib/data/client";
import { Problem } from "@/lib/domain/shared/problem";
import { counted } from "@/lib/domain/shared/words";
import { command } from "../command";
import { presentAlerting, scopeOfRoute } from "./alerting";
import { alertEvent } from "./raise";

const stale = (what: string) =>
  new Problem("conflict", `This ${what} was changed meanwhile. Look again, then decide.`, { stale: true });

export async function routeTarget(tx: Tx, { routeId }: { routeId: string }) {
  const row = await tx.alertRoute.findFirst({ where: { id: routeId, removedAt: null } });
  if (row === null) return null;
  const { id, name, tenantId } = row;
  return { row, scope: scopeOfRoute(row), kind: "alert_route", id, name, tenantId, environmentId: null };
}

export async function rotaTarget(tx: Tx, { rotaId }: { rotaId: string }) {
  const row = await tx.onCallRota.findFirst({ where: { id: rotaId, removedAt: null } });
  if (row === null) return null;
  const { id, name, tenantId } = row;
  return { row, scope: scopeOfRoute(row), kind: "on_call_rota", id, name, tenantId, environmentId: null };
}

/** Takes a route out of use. Refused while a message is on its way over it; what went over it stays on record. */
export const removeAlertRoute = command({
  action: "alert_route.edit",
  input: API.removeAlertRoute.body.extend(API.removeAlertRoute.params.shape),
  target: routeTarget,
  run: async ({ tx, ctx, input: { routeId, version }, target: { tenantId, name }, announce, note }) => {
    const waiting = await tx.alertDelivery.count({ where: { routeId, state: "queued" } });
    if (waiting > 0)
      throw new Problem(
        "conflict",
        `${counted(waiting, "message")} ${waiting === 1 ? "is" : "are"} on the way over “${name}”. Switch it off or wait, then remove it.`,
      );
    const { count } = await tx.alertRoute.updateMany({
      where: { id: routeId, version, removedAt: null },
      data: { removedAt: ctx.now, enabled: false, version: { increment: 1 } },
    });
    if (count !== 1) throw stale("route");
    note({ what: "removed" });
    await announce(alertEvent("alert.routes_changed", { tenantId, environmentId: null }, routeId));
    return presentAlerting(ctx, tx);
  },
});

/** Takes a rota out of use. Refused while a route goes to whoever is on call by it. */
export const removeRota = command({
  action: "alert_route.edit",
  input: API.removeRota.body.extend(API.removeRota.params.shape),
  target: rotaTarget,
  run: async ({ tx, ctx, input: { rotaId, version }, target: { tenantId, name }, announce, note }) => {
    const users = await tx.alertRoute.findMany({
      where: { rotaId, removedAt: null },
      select: { name: true },
      orderBy: { name: "asc" },
      take: 3,
    });
    if (users.length > 0)
      throw new Problem(
        "conflict",
        `“${name}” is used by ${users.map((route) => `“${route.name}”`).join(", ")}. Remove the route first.`,
      );
    const { count } = await tx.onCallRota.updateMany({
      where: { id: rotaId, version, removedAt: null },
      data: { removedAt: ctx.now, version: { increment: 1 } },
    });
    if (count !== 1) throw stale("rota");
    note({ what: "removed" });
    await announce(alertEvent("alert.routes_changed", { tenantId, environmentId: null }, rotaId));
    return presentAlerting(ctx, tx);
  },
});
