import "server-only";
import { GiveDelegation } from "@/lib/contracts/api/resources/governance";
import type { Tx } from "@/lib/data/client";
import { writeNotices } from "@/lib/data/notices";
import { publishNow } from "@/lib/data/outbox";
import { rolesOver, type Scope } from "@/lib/domain/access/decide";
import { delegationRefusal } from "@/lib/domain/change/delegation";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { grantsOf } from "../context";
import { objectiveEvent } from "../objective/rows";
import { scopeOfBinding } from "./grants";
import { delegationsOf } from "./list";
import { covering, placeOf } from "./place";

/** Lends the right to decide on changes to another person for a span, within a scope. Decisions say for whom they were. */
export const giveDelegation = command({
  action: "delegation.give",
  input: GiveDelegation,
  target: async (tx, { level, tenantId, environmentId }, ctx) => {
    const place = await placeOf(tx, { level, tenantId, environmentId });
    return (
      place && {
        row: place,
        ...{ scope: scopeOfBinding(place), kind: "delegation", id: ctx.actor.id, name: place.name },
        ...{ tenantId: place.tenantId, environmentId: place.environmentId },
      }
    );
  },
  run: async ({ tx, ctx, input, target: { row: place, scope }, afterCommit, announce, note }) => {
    const [startsAt, endsAt] = [new Date(input.startsAt), new Date(input.endsAt)];
    // Two delegations written at once would each miss the other: whoever takes part is locked first.
    await tx.$queryRaw`SELECT id FROM "user" WHERE id IN (${ctx.actor.id}::uuid, ${input.toId}::uuid) ORDER BY id FOR UPDATE`;
    const to = await tx.user.findFirst({
      where: { id: input.toId, disabledAt: null },
      select: { id: true, name: true, roleBindings: { where: covering(scope), select: { role: true } } },
    });
    if (to === null) throw new Problem("not_found", "There is no such person.");
    const refusal = delegationRefusal({
      from: { id: ctx.actor.id, roles: ownRoles(ctx, scope) },
      to: { id: to.id, name: to.name, roles: to.roleBindings.map(({ role }) => role) },
      ...{ startsAt, endsAt, now: ctx.now, standing: await standing(tx, [ctx.actor.id, to.id], ctx.now) },
    });
    if (refusal !== null) throw new Problem("conflict", refusal);
    const { level, tenantId, environmentId } = place;
    const { id } = await tx.delegation.create({
      data: {
        ...{ fromId: ctx.actor.id, toId: to.id, level, tenantId, environmentId },
        ...{ reason: input.reason, startsAt, endsAt, createdAt: ctx.now },
      },
      select: { id: true },
    });
    const { events } = await writeNotices(
      tx,
      { tenantId, environmentId, operationId: null, path: "/account" },
      [to.id],
      {
        occasion: "change:delegation",
        words: {
          title: `${ctx.actor.name} lends you the right to decide: ${place.name}`,
          text: input.reason,
        },
        now: ctx.now,
      },
    );
    afterCommit(() => publishNow(ctx.db, ctx.ports.channel, events));
    await announce(objectiveEvent("delegation.given", tenantId, id));
    note({
      delegationId: id,
      to: to.name,
      startsAt: input.startsAt,
      endsAt: input.endsAt,
      reason: input.reason,
    });
    return delegationsOf(tx, ctx);
  },
});

const ownRoles = (ctx: Parameters<typeof delegationsOf>[1], scope: Scope) =>
  rolesOver(grantsOf(ctx.actor), "delegation.give", scope)
    .filter(({ lentBy }) => lentBy === undefined)
    .map(({ role }) => role);

async function standing(tx: Tx, people: readonly string[], now: Date) {
  const ids = [...people];
  const rows = await tx.delegation.findMany({
    where: { revokedAt: null, endsAt: { gt: now }, OR: [{ fromId: { in: ids } }, { toId: { in: ids } }] },
    include: { from: { select: { name: true } }, to: { select: { name: true } } },
    take: 500,
  });
  return rows.map(({ fromId, toId, from, to, startsAt, endsAt }) => ({
    ...{ fromId, toId, startsAt, endsAt },
    ...{ fromName: from.name, toName: to.name },
  }));
}
