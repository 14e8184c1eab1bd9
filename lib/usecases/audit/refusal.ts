import "server-only";
import { appendAudit } from "@/lib/data/audit";
import type { Problem } from "@/lib/domain/shared/problem";
import { auditOf } from "../command";
import type { Context } from "../context";

/** Audits a write that was refused before it reached its use-case: malformed, oversized, from another site. */
export async function recordRefusal(ctx: Context, operation: string, problem: Problem): Promise<void> {
  const target = { kind: "request", id: operation, name: operation, tenantId: null, environmentId: null };
  const facts = { code: problem.code, reason: problem.message };
  await ctx.db.transaction((tx) => appendAudit(tx, auditOf(ctx, operation, target, "refused", facts)));
}
