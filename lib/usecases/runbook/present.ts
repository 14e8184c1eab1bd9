import "server-only";
import type { Runbook, RunbookBrief } from "@/lib/contracts/api/resources/runbook";
import type { Tx } from "@/lib/data/client";
import { diffSteps, sameContent } from "@/lib/domain/runbook/diff";
import { Problem } from "@/lib/domain/shared/problem";
import type { Context } from "../context";
import {
  authorOf,
  canEditRunbook,
  contentOf,
  type RunbookRow,
  runbookInclude,
  scopeOfRunbook,
  type VersionRow,
  versionInclude,
} from "./rows";

/** Versions that a page lists. */
const LISTED = 100;

export function presentRunbookBrief(ctx: Context, row: RunbookRow): RunbookBrief {
  const [newest] = row.versions;
  return {
    id: row.id,
    name: row.name,
    tenant: row.tenant,
    scenario: row.scenario,
    archived: row.archivedAt !== null,
    current: {
      number: newest?.number ?? 0,
      createdAt: (newest?.createdAt ?? row.createdAt).toISOString(),
      author: newest === undefined ? "nobody" : authorOf(newest),
      steps: contentOf(newest).steps.length,
    },
    lastFollowedAt: newest?.runs[0]?.startedAt.toISOString() ?? null,
    version: row.version,
    can: { edit: canEditRunbook(ctx, scopeOfRunbook(row)) },
  };
}

/** A runbook with the text of one number, the newest without one. Problem `not_found` for a number it never had. */
export async function presentRunbook(
  ctx: Context,
  db: Tx,
  row: RunbookRow,
  number: number | undefined,
): Promise<Runbook> {
  const versions = await db.runbookVersion.findMany({
    where: { runbookId: row.id },
    orderBy: { number: "desc" },
    take: LISTED,
    include: versionInclude,
  });
  const wanted = number ?? versions[0]?.number ?? 0;
  const shown = await versionOf(db, row.id, versions, wanted);
  if (shown === null) throw new Problem("not_found", `This runbook has no version ${wanted}.`);
  const before = await versionOf(db, row.id, versions, wanted - 1);
  const [content, earlier] = [contentOf(shown), contentOf(before)];
  return {
    ...presentRunbookBrief(ctx, row),
    shown: { ...presentVersion(shown), content },
    differences: before === null ? [] : diffSteps(earlier.steps, content.steps).map((each) => ({ ...each })),
    otherChanges: before !== null && !sameContent({ ...earlier, steps: [] }, { ...content, steps: [] }),
    versions: versions.map(presentVersion),
  };
}

async function versionOf(
  db: Tx,
  runbookId: string,
  known: readonly VersionRow[],
  number: number,
): Promise<VersionRow | null> {
  const found = known.find((version) => version.number === number);
  if (found !== undefined || number < 1) return found ?? null;
  return db.runbookVersion.findUnique({
    where: { runbookId_number: { runbookId, number } },
    include: versionInclude,
  });
}

const presentVersion = (row: VersionRow) => ({
  id: row.id,
  number: row.number,
  note: row.note,
  author: authorOf(row),
  createdAt: row.createdAt.toISOString(),
});

/** The runbook as it stands now, read again after a write. */
export async function presentRunbookNow(ctx: Context, tx: Tx, id: string): Promise<Runbook> {
  const row = await tx.runbook.findUniqueOrThrow({ where: { id }, include: runbookInclude });
  return presentRunbook(ctx, tx, row, undefined);
}
