import "server-only";
import {
  type Evidence,
  EvidenceFindings,
  type ReleaseEvidence,
} from "@/lib/contracts/api/resources/evidence";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { decide } from "@/lib/domain/access/decide";
import { evidenceLines } from "@/lib/domain/evidence/verdict";
import { type Context, grantsOf } from "../context";
import { evidenceSettings } from "./settings";

export const evidenceSelect = {
  ...{ id: true, kind: true, source: true, findings: true, producedAt: true, expiresAt: true, at: true },
  ...{ attachedByName: true, fileName: true },
  file: { select: { hash: true, sizeBytes: true, mediaType: true } },
} satisfies Prisma.EvidenceSelect;
export type EvidenceRow = Prisma.EvidenceGetPayload<{ select: typeof evidenceSelect }>;

export const presentEvidence = (row: EvidenceRow, superseded: boolean): Evidence => ({
  ...{ id: row.id, kind: row.kind, source: row.source },
  findings: EvidenceFindings.parse(row.findings),
  producedAt: row.producedAt.toISOString(),
  expiresAt: row.expiresAt?.toISOString() ?? null,
  attachedAt: row.at.toISOString(),
  attachedBy: row.attachedByName,
  file:
    row.file === null
      ? null
      : {
          ...{ name: row.fileName, hash: row.file.hash },
          ...{ sizeBytes: row.file.sizeBytes, mediaType: row.file.mediaType },
        },
  superseded,
});

/** So many pieces a release can have, and so many are shown. */
export const PIECES = 200;
const TIERS = ["tier1", "tier2", "tier3"] as const;

/** Everything that speaks for or against a release, as it stands. */
export async function releaseEvidence(db: Tx, ctx: Context, releaseId: string): Promise<ReleaseEvidence> {
  const rows = await db.evidence.findMany({
    where: { releaseId },
    select: evidenceSelect,
    orderBy: [{ producedAt: "desc" }, { at: "desc" }],
    take: PIECES,
  });
  const quarantines = await db.releaseQuarantine.findMany({
    where: { releaseId },
    orderBy: { placedAt: "desc" },
    take: 50,
  });
  const settingsFor = await evidenceSettings(db);
  const newest = new Set(
    rows.filter((row, index) => rows.findIndex(({ kind }) => kind === row.kind) === index),
  );
  const items = rows.map((row) => presentEvidence(row, !newest.has(row)));
  const attached = [...newest].map((row) => ({ ...row, findings: EvidenceFindings.parse(row.findings) }));
  return {
    items,
    quarantines: quarantines.map((row) => ({
      ...{ id: row.id, reason: row.reason, placedBy: row.placedByName, liftedBy: row.liftedByName },
      placedAt: row.placedAt.toISOString(),
      liftedAt: row.liftedAt?.toISOString() ?? null,
      liftReason: row.liftReason,
    })),
    tiers: TIERS.map((tier) => ({
      tier,
      lines: [...evidenceLines({ attached, settings: settingsFor(tier), flags: [], now: ctx.now })],
    })),
    can: canOf(
      ctx,
      quarantines.some(({ liftedAt }) => liftedAt === null),
    ),
  };
}

function canOf(ctx: Context, standing: boolean): ReleaseEvidence["can"] {
  const can = (
    action: "evidence.attach" | "release.quarantine" | "release.lift_quarantine",
    closed: string | null,
  ) => {
    const decision = decide(grantsOf(ctx.actor), action, { level: "fleet" });
    const reason = decision.allow ? closed : decision.reason;
    return { allowed: reason === null, reason };
  };
  return {
    attach: can("evidence.attach", null),
    quarantine: can("release.quarantine", standing ? "It is in quarantine already." : null),
    lift: can("release.lift_quarantine", standing ? null : "It is not in quarantine."),
  };
}
