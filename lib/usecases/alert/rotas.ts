import "server-only";
import { CreateRota, EditRota } from "@/lib/contracts/api/resources/alert";
import { Id } from "@/lib/contracts/api/resources/common";
import type { Tx } from "@/lib/data/client";
import { rotaProblem } from "@/lib/domain/alert/rota";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { presentAlerting } from "./alerting";
import { alertEvent } from "./raise";
import { rotaTarget } from "./remove";
import { ownerTarget } from "./routes";

const ROTAS_PER_TENANT = 20;

type Content = { timeZone: string; startsAt: string; memberIds: string[] };

async function assertRota(tx: Tx, rota: Content, tenantId: string | null): Promise<void> {
  const wrong = rotaProblem(rota);
  if (wrong !== null) throw new Problem("invalid_input", wrong);
  const over = tenantId === null ? [] : [{ tenantId }];
  const known = await tx.user.count({
    where: {
      ...{ id: { in: rota.memberIds }, disabledAt: null },
      roleBindings: { some: { OR: [{ level: "fleet" }, ...over] } },
    },
  });
  if (known !== rota.memberIds.length)
    throw new Problem("invalid_input", "memberIds: choose people with a role over all that the rota is for.");
}

/** Writes down who is on call for a tenant, or for everybody. */
export const createRota = command({
  action: "alert_route.edit",
  input: CreateRota,
  target: (tx, input) => ownerTarget(tx, input, "on_call_rota"),
  run: async ({ tx, ctx, input, announce, note }) => {
    const { tenantId } = input;
    await assertRota(tx, input, tenantId);
    if ((await tx.onCallRota.count({ where: { tenantId, removedAt: null } })) >= ROTAS_PER_TENANT)
      throw new Problem("conflict", `There are ${ROTAS_PER_TENANT} rotas already: change one of them.`);
    const row = await tx.onCallRota.create({ data: { ...input, createdAt: ctx.now } });
    note({ what: "created", rotaId: row.id, people: input.memberIds.length });
    await announce(alertEvent("alert.routes_changed", { tenantId, environmentId: null }, row.id));
    return presentAlerting(ctx, tx);
  },
});

/** Changes who is on call. */
export const editRota = command({
  action: "alert_route.edit",
  input: EditRota.extend({ rotaId: Id }),
  target: rotaTarget,
  run: async ({ tx, ctx, input, target: { row, tenantId }, announce, note }) => {
    const { version, rotaId, ...content } = input;
    await assertRota(tx, content, tenantId);
    const { count } = await tx.onCallRota.updateMany({
      where: { id: rotaId, version },
      data: { ...content, version: { increment: 1 } },
    });
    if (count !== 1)
      throw new Problem("conflict", "This rota was changed meanwhile. Look again, then decide.", {
        stale: true,
      });
    note({ what: "changed", people: content.memberIds.length, before: row.memberIds.length });
    await announce(alertEvent("alert.routes_changed", { tenantId, environmentId: null }, rotaId));
    return presentAlerting(ctx, tx);
  },
});
