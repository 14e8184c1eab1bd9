import "server-only";
import { verifyAudit } from "@/lib/data/audit";
import type { ScheduleHandler } from "./handlers";

/** Proves every link of the audit chain; a broken one is an alarm. */
export const verifyAuditChain: ScheduleHandler = async (db) => {
  const verdict = await verifyAudit(db);
  if (verdict.intact) return { sentence: `The audit chain is intact: ${verdict.rows} rows.` };
  return {
    sentence: `The audit chain is broken at row ${verdict.firstBroken}: ${verdict.why}. The ${verdict.rows} rows before it hold.`,
    alarm: true,
  };
};
