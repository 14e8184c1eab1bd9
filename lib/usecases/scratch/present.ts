import "server-only";
import { Reconciliation } from "@/lib/contracts/api/resources/restore";
import type * as api from "@/lib/contracts/api/resources/scratch";
import type { Tx } from "@/lib/data/client";
import type { Action } from "@/lib/domain/access/actions";
import { decide } from "@/lib/domain/access/decide";
import { operationShortId } from "@/lib/domain/operation/name";
import { moveScratch, scratchNumber } from "@/lib/domain/scratch/state";
import { scratchAddress } from "@/lib/domain/scratch/subject";
import { type Context, grantsOf } from "../context";
import { type ScratchBriefRow, type ScratchRow, scratchInclude } from "./rows";

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

export function presentScratchBrief(row: ScratchBriefRow): api.ScratchBrief {
  const { id, tenant, environment, state, sentence, backup, requester } = row;
  return {
    ...{ id, tenant, environment, state, sentence, requester },
    number: scratchNumber(row.number),
    address: state === "standing" ? scratchAddress(row) : null,
    backup: { id: backup.id, takenAt: (backup.takenAt ?? backup.createdAt).toISOString() },
    pointInTime: iso(row.pointInTime),
    createdAt: row.createdAt.toISOString(),
    keptUntil: iso(row.keptUntil),
  };
}

const operationRef = ({ id, state }: ScratchRow["operation"]) => ({
  ...{ id, state },
  shortId: operationShortId(id),
});

/** The copy as its page shows it. */
export function presentScratch(ctx: Context, row: ScratchRow): api.Scratch {
  const { reason, hours, namespace, cluster, release, version, operation, clearOperation } = row;
  const reconciled = Reconciliation.safeParse(row.reconciliation);
  return {
    ...presentScratchBrief(row),
    ...{ reason, hours, namespace, cluster, release, version },
    operation: operationRef(operation),
    clearing: clearOperation === null ? null : operationRef(clearOperation),
    reconciliation: reconciled.success ? reconciled.data : null,
    madeAt: iso(row.madeAt),
    finishedAt: iso(row.finishedAt),
    can: {
      keep: canDo(ctx, row, "scratch.keep", keepRefusal(row)),
      remove: canDo(ctx, row, "scratch.remove", removeRefusal(row)),
    },
  };
}

function canDo(ctx: Context, row: ScratchRow, action: Action, refusal: string | null) {
  const { tenantId, environmentId } = row;
  const decision = decide(grantsOf(ctx.actor), action, { level: "environment", tenantId, environmentId });
  const reason = decision.allow ? refusal : decision.reason;
  return { allowed: reason === null, reason };
}

type Stands = Pick<ScratchRow, "state" | "number">;

/** Why the end of a copy cannot be moved; null when it can. */
export const keepRefusal = ({ state, number }: Stands): string | null =>
  state === "standing" ? null : `${scratchNumber(number)} does not stand, so there is nothing to keep.`;

/** Why a copy cannot be removed now; null when it can. */
export function removeRefusal({ state, number }: Stands): string | null {
  if (moveScratch(state, "remove").ok) return null;
  const name = scratchNumber(number);
  if (state === "making")
    return `${name} is still being made. Abort its operation: that removes what was made.`;
  return state === "removing" ? `${name} is being removed already.` : `Nothing of ${name} is there any more.`;
}

export async function scratchDetail(db: Tx, ctx: Context, scratchId: string): Promise<api.Scratch> {
  const row = await db.scratchCopy.findUniqueOrThrow({ where: { id: scratchId }, include: scratchInclude });
  return presentScratch(ctx, row);
}
