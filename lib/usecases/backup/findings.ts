import "server-only";
import type { Database, Tx } from "@/lib/data/client";
import { peopleWith, writeNotices } from "@/lib/data/notices";
import { isTaken } from "@/lib/data/taken";
import { findingNotice } from "@/lib/domain/notice/protection";
import type { Finding } from "@/lib/domain/recovery/policy";
import { endFindings, raiseFinding } from "../alert/ledger";
import type { ScheduleHandler } from "../schedule/handlers";
import { judgeProtection, type ProtectionRow, protectionInclude, relianceOf } from "./protection";
import { backupSettings } from "./settings";

/** Environments looked at in one go, and at most in one run. */
const BATCH = 100;
const MOST = 5_000;

/** Looks at every environment as the recovery board does: a finding that is new is told once, one that is gone is closed. */
export const watchProtection: ScheduleHandler = async (db, { now, signal }) => {
  const settingsFor = await backupSettings(db.prisma);
  let after: string | null = null;
  const sum = { opened: 0, cleared: 0, looked: 0 };
  while (!signal.aborted && sum.looked < MOST) {
    const rows: ProtectionRow[] = await db.prisma.environment.findMany({
      where: after === null ? {} : { id: { gt: after } },
      include: protectionInclude,
      orderBy: { id: "asc" },
      take: BATCH,
    });
    const reliance = await relianceOf(
      db.prisma,
      rows.map(({ id }) => id),
    );
    for (const row of rows) {
      if (signal.aborted) break;
      const settings = settingsFor(row.tenant.tier);
      const { protection } = judgeProtection(row, { settings, reliance: reliance(row.id), now });
      const { opened, cleared } = await reconcile(db, row, protection.findings, now);
      sum.opened += opened;
      sum.cleared += cleared;
    }
    sum.looked += rows.length;
    after = rows.at(-1)?.id ?? null;
    if (rows.length < BATCH) break;
  }
  return {
    sentence: `${sum.looked} environments looked at: ${sum.opened} new findings, ${sum.cleared} are gone.`,
  };
};

/** Brings the standing findings of one environment to what is found now. */
async function reconcile(db: Database, row: ProtectionRow, found: readonly Finding[], now: Date) {
  const environmentId = row.id;
  const standing = await db.prisma.protectionFinding.findMany({
    where: { environmentId, clearedAt: null },
    select: { id: true, kind: true },
  });
  const gone = standing.filter(({ kind }) => !found.some((one) => one.kind === kind)).map(({ id }) => id);
  const fresh = found.filter(({ kind }) => !standing.some((one) => one.kind === kind));
  if (gone.length > 0)
    await db.transaction(async (tx) => {
      await tx.protectionFinding.updateMany({
        where: { id: { in: gone }, clearedAt: null },
        data: { clearedAt: now },
      });
      const kinds = standing.filter(({ id }) => gone.includes(id)).map(({ kind }) => kind);
      await endFindings(tx, environmentId, kinds, now);
    });
  let opened = 0;
  for (const finding of fresh) {
    const begun = db.transaction((tx) => open(tx, row, finding, now)).then(() => 1);
    // Another worker has told of it meanwhile.
    opened += await begun.catch((error: unknown) => {
      if (isTaken(error)) return 0;
      throw error;
    });
  }
  return { opened, cleared: gone.length };
}

async function open(tx: Tx, row: ProtectionRow, finding: Finding, now: Date): Promise<void> {
  const { id: environmentId, tenantId } = row;
  const { kind, sentence } = finding;
  await tx.protectionFinding.create({ data: { environmentId, tenantId, kind, sentence, openedAt: now } });
  const notice = findingNotice(finding, { tenant: row.tenant.name, environment: row.name });
  if (notice === null) return;
  await raiseFinding(tx, environmentId, { kind, title: notice.headline, sentence }, now);
  const where = { tenantId, environmentId };
  const people = await peopleWith(tx, where, notice.roles);
  const place = { ...where, operationId: null, path: `/environments/${environmentId}` };
  await writeNotices(tx, place, people, { occasion: `finding:${kind}`, words: notice.words, now });
}
