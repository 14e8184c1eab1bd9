import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { containing } from "@/lib/data/containing";
import type { Prisma } from "@/lib/data/generated/client";
import { Problem } from "@/lib/domain/shared/problem";
import { query } from "../query";

/** The audit log within the reader's scope, newest first. The cursor is the last sequence number seen. */
export const listAudit = query({
  action: "audit.read",
  input: API.listAudit.query,
  run: async ({ ctx, scope, input }) => {
    if (!scope.fleet && scope.tenantIds.length === 0) {
      throw new Problem("forbidden", "Your role may not read the audit log.");
    }
    if (input.cursor !== undefined && !/^\d{1,18}$/.test(input.cursor)) {
      throw new Problem("invalid_input", "cursor: take it from nextCursor of the page before.");
    }
    const search = input.search;
    const contains = containing(search ?? "");
    const filters: Prisma.AuditEntryWhereInput[] = [
      scope.fleet ? {} : { tenantId: { in: [...scope.tenantIds] } },
      input.outcome === undefined ? {} : { outcome: input.outcome },
      input.targetId === undefined ? {} : { targetId: input.targetId },
      input.cursor === undefined ? {} : { sequence: { lt: BigInt(input.cursor) } },
      search === undefined
        ? {}
        : { OR: [{ action: contains }, { actorName: contains }, { targetName: contains }] },
    ];
    const rows = await ctx.db.prisma.auditEntry.findMany({
      where: { AND: filters },
      orderBy: { sequence: "desc" },
      take: input.limit + 1,
    });
    const kept = rows.slice(0, input.limit);
    return {
      items: kept.map(
        ({ sequence, at, facts, previousHash: _previous, environmentId: _e, actorId: _a, ...row }) => ({
          ...row,
          sequence: sequence.toString(),
          at: at.toISOString(),
          facts: facts as Record<string, unknown>,
        }),
      ),
      nextCursor: rows.length > input.limit ? (kept.at(-1)?.sequence.toString() ?? null) : null,
    };
  },
});
