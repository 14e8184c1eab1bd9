import "server-only";
import type { Elevation } from "@/lib/contracts/api/resources/elevation";
import type { NavigationCounts } from "@/lib/contracts/api/resources/overview";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import type { EventFact } from "@/lib/data/outbox";
import { ownedIn } from "@/lib/data/scope";
import type { Action } from "@/lib/domain/access/actions";
import { readScope } from "@/lib/domain/access/decide";
import { answerRefusal, elevationState, endRefusal } from "@/lib/domain/access/elevation";
import { GRANT_NAMES, ROLE_NAMES } from "@/lib/domain/access/roles";
import { incidentNumber } from "@/lib/domain/incident/state";
import { canDo } from "../alert/present";
import type { Target } from "../command";
import { type Context, grantsOf } from "../context";
import { scopeOfBinding } from "../delegation/grants";

const named = { select: { id: true, name: true } } as const;
export const elevationInclude = {
  user: named,
  decidedBy: named,
  endedBy: named,
  tenant: named,
  environment: named,
  incident: { select: { id: true, number: true } },
} satisfies Prisma.ElevationInclude;
export type ElevationRow = Prisma.ElevationGetPayload<{ include: typeof elevationInclude }>;

export const overOf = ({ environment, tenant }: Pick<ElevationRow, "environment" | "tenant">): string =>
  environment?.name ?? tenant?.name ?? "the fleet";

/** A request or grant that somebody acts on. */
export async function elevationTarget(
  tx: Tx,
  { elevationId }: { elevationId: string },
): Promise<Target<ElevationRow> | null> {
  const row = await tx.elevation.findUnique({ where: { id: elevationId }, include: elevationInclude });
  if (row === null) return null;
  const { id, tenantId, environmentId } = row;
  const name = `${ROLE_NAMES[row.role]} for ${row.user.name}`;
  return { row, scope: scopeOfBinding(row), kind: "elevation", id, name, tenantId, environmentId };
}

/** The row as it is now, kept from others until the transaction is over. */
export async function lockElevation(tx: Tx, id: string): Promise<ElevationRow> {
  await tx.$queryRaw`SELECT id FROM elevation WHERE id = ${id}::uuid FOR UPDATE`;
  return tx.elevation.findUniqueOrThrow({ where: { id }, include: elevationInclude });
}

export const elevationEvent = (
  type: string,
  row: { id: string; tenantId: string | null; environmentId: string | null },
): EventFact => ({
  type,
  tenantId: row.tenantId,
  environmentId: row.environmentId,
  subject: { kind: "elevation", id: row.id },
});

export function presentElevation(ctx: Context, row: ElevationRow): Elevation {
  const scope = scopeOfBinding(row);
  const who = { holderId: row.userId, deciderId: ctx.actor.id };
  const end = endRefusal(row, ctx.now);
  const ender: Action = row.userId === ctx.actor.id ? "elevation.end" : "elevation.approve";
  return {
    ...{ id: row.id, holder: row.user, roleName: ROLE_NAMES[row.role], scope: overOf(row) },
    ...{ reason: row.reason, minutes: row.minutes, state: elevationState(row, ctx.now) },
    incident: row.incident && { id: row.incident.id, number: incidentNumber(row.incident.number) },
    askedAt: row.askedAt.toISOString(),
    answerBy: row.answerBy.toISOString(),
    decided: row.decidedAt && {
      by: row.decidedBy?.name ?? "somebody who has left",
      at: row.decidedAt.toISOString(),
      note: row.decisionNote,
    },
    endsAt: row.endsAt?.toISOString() ?? null,
    ended: row.endedAt && { by: row.endedBy?.name ?? "somebody", at: row.endedAt.toISOString() },
    can: {
      answer: canDo(ctx, "elevation.approve", scope, answerRefusal({ ...row, ...who }, ctx.now)),
      end: canDo(ctx, ender, scope, end),
    },
  };
}

/** What was asked for because of an incident, the newest first. */
export const elevationsFor = (tx: Tx, incidentId: string): Promise<ElevationRow[]> =>
  tx.elevation.findMany({
    where: { incidentId },
    include: elevationInclude,
    orderBy: [{ askedAt: "desc" }, { id: "desc" }],
    take: 20,
  });

/** Requests the reader may answer: of others, over what their right covers. */
export const elevationsWaitingForMe = (ctx: Context): Prisma.ElevationWhereInput => ({
  AND: [
    ownedIn(readScope(grantsOf(ctx.actor), "elevation.approve")),
    { verdict: null, endedAt: null, answerBy: { gt: ctx.now }, userId: { not: ctx.actor.id } },
  ],
});

/** What the reader holds for some hours, the one that ends first before the others. */
export const elevatedNow = (ctx: Context): NavigationCounts["elevated"] =>
  grantsOf(ctx.actor).flatMap(({ role, elevation }) =>
    elevation === undefined
      ? []
      : [
          {
            ...{ id: elevation.id, roleName: GRANT_NAMES[role], over: elevation.over },
            endsAt: elevation.endsAt.toISOString(),
          },
        ],
  );
