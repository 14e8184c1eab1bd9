import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Change, Prisma } from "@/lib/data/generated/client";
import { type ApprovalPath, approvalsNeeded } from "@/lib/domain/change/approval-path";
import { approvalPathOf } from "@/lib/domain/change/approval-policy";
import { canonicalJson } from "@/lib/domain/shared/canonical";
import { approvalSettings } from "../approval/settings";
import { pathOf } from "./approvals";

type Row = Pick<Change, "id" | "environmentId" | "class" | "flags">;

/** The path each of these changes follows by the policy as it is now. Two queries for all. */
export async function pathsNow(db: Tx, rows: readonly Row[]): Promise<(row: Row) => ApprovalPath> {
  const settings = await approvalSettings(db);
  const environments = await db.environment.findMany({
    where: { id: { in: [...new Set(rows.map(({ environmentId }) => environmentId))] } },
    select: { id: true, stage: true, tenant: { select: { tier: true } } },
  });
  const placeOf = new Map(environments.map((one) => [one.id, one]));
  return (row) => {
    const place = placeOf.get(row.environmentId);
    if (place === undefined) throw new Error(`Environment ${row.environmentId} of a change is gone.`);
    const { stage, tenant } = place;
    return approvalPathOf(settings(row.class), {
      class: row.class,
      stage,
      tier: tenant.tier,
      flags: row.flags,
    });
  };
}

/** What is written with a path: the roles of its first step are asked first. */
export const pathData = (path: ApprovalPath): Prisma.ChangeUpdateManyMutationInput => ({
  approvalPath: path as unknown as Prisma.InputJsonValue,
  approvalsNeeded: approvalsNeeded(path),
  openRoles: [...(path.steps[0]?.roles ?? [])],
});

/** Keeps with each change the path it follows from its submission on; one statement for each different path. */
export async function keepPaths(tx: Tx, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  const pathFor = await pathsNow(tx, rows);
  const groups = new Map<string, { path: ApprovalPath; ids: string[] }>();
  for (const row of rows) {
    const path = pathFor(row);
    const key = canonicalJson(path);
    const group = groups.get(key) ?? { path, ids: [] };
    group.ids.push(row.id);
    groups.set(key, group);
  }
  for (const { path, ids } of groups.values())
    await tx.change.updateMany({ where: { id: { in: ids } }, data: pathData(path) });
}

/** The path of one change: the one kept with it since it was submitted, before that the policy's. */
export const pathNow = async (db: Tx, row: Row & Pick<Change, "approvalPath">): Promise<ApprovalPath> =>
  row.approvalPath === null ? (await pathsNow(db, [row]))(row) : pathOf(row);
