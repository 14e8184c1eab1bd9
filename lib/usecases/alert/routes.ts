import "server-only";
import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { CreateRoute, EditRoute } from "@/lib/contracts/api/resources/alert";
import { Id } from "@/lib/contracts/api/resources/common";
import type { Tx } from "@/lib/data/client";
import { ROUTES_PER_TENANT } from "@/lib/domain/alert/route";
import { Problem } from "@/lib/domain/shared/problem";
import type { Seal } from "@/lib/ports/outside";
import { command } from "../command";
import { presentAlerting, scopeOfRoute } from "./alerting";
import { routeSeal } from "./message";
import { alertEvent } from "./raise";
import { routeTarget } from "./remove";

const asked = (path: string, message: string) =>
  new Problem("invalid_input", `${path}: ${message}`, { issues: [{ path, message }] });

/** Where a route leads, as it is stored: what may hold a secret is sealed, and only its host is shown. */
function targetOf(input: z.output<typeof CreateRoute>, id: string, seal: Seal) {
  const { channel, email, rotaId, url, secret } = input;
  if (channel === "email") {
    if ((email === undefined) === (rotaId === undefined))
      throw asked("email", "Write a mail address, or choose a rota.");
    return { target: email ?? "", rotaId: rotaId ?? null };
  }
  if (channel === "app") {
    if (rotaId === undefined) throw asked("rotaId", "Choose the rota whose person on call is told.");
    return { target: "", rotaId };
  }
  if (url === undefined) throw asked("url", "Write the address messages go to.");
  const to = new URL(url);
  if (to.protocol !== "https:" && to.protocol !== "http:")
    throw asked("url", "It has to begin with https://.");
  if (to.username !== "" || to.password !== "") throw asked("url", "Leave name and password out of it.");
  return {
    target: to.host,
    sealedUrl: seal.seal(url, routeSeal(id, "url")),
    sealedSecret: secret === undefined ? null : seal.seal(secret, routeSeal(id, "secret")),
  };
}

async function assertRoom(tx: Tx, tenantId: string | null): Promise<void> {
  if ((await tx.alertRoute.count({ where: { tenantId, removedAt: null } })) >= ROUTES_PER_TENANT)
    throw new Problem("conflict", `There are ${ROUTES_PER_TENANT} routes already: change one of them.`);
}

/** Whom a route or a rota is for: one tenant, or everybody. */
export async function ownerTarget(
  tx: Tx,
  { tenantId, name }: { tenantId: string | null; name: string },
  kind: string,
) {
  if (tenantId !== null) {
    const tenant = await tx.tenant.findUnique({ where: { id: tenantId }, select: { id: true } });
    if (tenant === null) return null;
  }
  const scope = scopeOfRoute({ tenantId });
  return { row: null, scope, kind, id: tenantId ?? "fleet", name, tenantId, environmentId: null };
}

/** Sends alerts of a tenant, or of all, somewhere from now on. */
export const createAlertRoute = command({
  action: "alert_route.edit",
  input: CreateRoute,
  target: (tx, input) => ownerTarget(tx, input, "alert_route"),
  run: async ({ tx, ctx, input, announce, note }) => {
    await assertRoom(tx, input.tenantId);
    const { tenantId, name, channel, tiers, afterMinutes, workHours, enabled, rotaId } = input;
    if (rotaId !== undefined) {
      const rota = await tx.onCallRota.findFirst({
        where: { id: rotaId, removedAt: null, OR: [{ tenantId: null }, { tenantId }] },
        select: { id: true },
      });
      if (rota === null) throw asked("rotaId", "There is no such rota for this tenant.");
    }
    const id = randomUUID();
    const where = targetOf(input, id, ctx.ports.seal);
    await tx.alertRoute.create({
      data: {
        ...{ id, tenantId, name, channel, tiers, afterMinutes, workHours, enabled, createdAt: ctx.now },
        ...where,
      },
    });
    note({ what: "created", routeId: id, channel, target: where.target, tiers, afterMinutes });
    await announce(alertEvent("alert.routes_changed", { tenantId, environmentId: null }, id));
    return presentAlerting(ctx, tx);
  },
});

/** Says which alerts go over a route and when. Where it leads stays: another address is another route. */
export const editAlertRoute = command({
  action: "alert_route.edit",
  input: EditRoute.extend({ routeId: Id }),
  target: routeTarget,
  run: async ({ tx, ctx, input, target: { row, tenantId }, announce, note }) => {
    const { version, routeId, ...head } = input;
    const { count } = await tx.alertRoute.updateMany({
      where: { id: routeId, version },
      data: { ...head, version: { increment: 1 } },
    });
    if (count !== 1)
      throw new Problem("conflict", "This route was changed meanwhile. Look again, then decide.", {
        stale: true,
      });
    note({ what: "changed", was: { name: row.name, tiers: row.tiers, enabled: row.enabled }, ...head });
    await announce(alertEvent("alert.routes_changed", { tenantId, environmentId: null }, routeId));
    return presentAlerting(ctx, tx);
  },
});
