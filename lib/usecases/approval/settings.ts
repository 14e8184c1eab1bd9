import "server-only";
import { ApprovalSettings as Schema } from "@/lib/contracts/api/resources/approval";
import type { Tx } from "@/lib/data/client";
import { type ApprovalSettings, approvalDefaults } from "@/lib/domain/change/approval-policy";
import { CHANGE_CLASSES, type ChangeClass } from "@/lib/domain/change/classify";

/** What a stored row says; what cannot be read any more falls back to the class's defaults. */
export function settingsOf(of: ChangeClass, row: { settings: unknown } | null): ApprovalSettings {
  const parsed = row === null ? null : Schema.safeParse(row.settings);
  return parsed?.success ? parsed.data : approvalDefaults(of);
}

/** Who approves changes of each class: what was set and can be read, else the defaults. */
export async function approvalSettings(db: Tx): Promise<(of: ChangeClass) => ApprovalSettings> {
  const rows = await db.approvalPolicy.findMany({ take: CHANGE_CLASSES.length });
  return (of) => settingsOf(of, rows.find((row) => row.class === of) ?? null);
}
