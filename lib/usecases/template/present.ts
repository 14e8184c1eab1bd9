import "server-only";
import type { ChangeTemplate } from "@/lib/contracts/api/resources/change-template";
import type { Tx } from "@/lib/data/client";
import type { ChangeTemplate as Row } from "@/lib/data/generated/client";
import { decide } from "@/lib/domain/access/decide";
import type { Target } from "../command";
import { type Context, grantsOf } from "../context";
import { type EndedChange, endedChanges } from "./failures";
import { templateOf } from "./rows";

export const withApprover = { approvedBy: { select: { id: true, name: true } } } as const;
type Shown = Row & { approvedBy: { id: string; name: string } };

export const retiredRefusal = ({ name, retiredAt }: Pick<Row, "name" | "retiredAt">): string | null =>
  retiredAt === null ? null : `${name} was retired. Make another template.`;

export const notSuspended = ({ name, suspendedAt }: Pick<Row, "name" | "suspendedAt">): string | null =>
  suspendedAt === null ? `${name} is not suspended.` : null;

/** Whether the reader may approve beforehand at all, or why `closed` keeps them from it. */
export function canEdit(ctx: Context, closed: string | null) {
  const decision = decide(grantsOf(ctx.actor), "change_template.edit", { level: "fleet" });
  const reason = decision.allow ? closed : decision.reason;
  return { allowed: reason === null, reason };
}

export function presentTemplate(ctx: Context, row: Shown, ended: readonly EndedChange[]): ChangeTemplate {
  const retired = retiredRefusal(row);
  return {
    ...{ id: row.id, name: row.name, description: row.description, stages: row.stages, tiers: row.tiers },
    flagsAllowed: [...templateOf(row).flagsAllowed],
    ...{ maxModulesChanged: row.maxModulesChanged, patchOnly: row.patchOnly },
    ...{ maxFailurePercent: row.maxFailurePercent, failureWindow: row.failureWindow },
    validUntil: row.validUntil.toISOString(),
    approvedBy: row.approvedBy,
    approvedAt: row.approvedAt.toISOString(),
    state: stateOf(row, ctx.now),
    suspendedReason: row.suspendedReason,
    ended: { count: ended.length, failed: ended.filter(({ state }) => state !== "succeeded").length },
    version: row.version,
    can: {
      edit: canEdit(ctx, retired),
      takeUp: canEdit(ctx, retired ?? notSuspended(row)),
      retire: canEdit(ctx, retired),
    },
  };
}

function stateOf(row: Row, now: Date): ChangeTemplate["state"] {
  if (row.retiredAt !== null) return "retired";
  if (row.suspendedAt !== null) return "suspended";
  return row.validUntil <= now ? "expired" : "good";
}

/** The template as it stands, with what its changes came to. */
export async function templateDetail(db: Tx, ctx: Context, id: string): Promise<ChangeTemplate> {
  const row = await db.changeTemplate.findUniqueOrThrow({ where: { id }, include: withApprover });
  return presentTemplate(ctx, row, await endedChanges(db, row));
}

/** The template a command acts on; templates belong to the fleet. */
export async function templateTarget(tx: Tx, input: { templateId: string }): Promise<Target<Row> | null> {
  const row = await tx.changeTemplate.findUnique({ where: { id: input.templateId } });
  if (row === null) return null;
  return {
    ...{ row, scope: { level: "fleet" }, kind: "change_template", id: row.id, name: row.name },
    ...{ tenantId: null, environmentId: null },
  };
}
