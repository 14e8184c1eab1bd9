import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { OperationEvent } from "@/lib/contracts/api/resources/operation";
import { ownedIn } from "@/lib/data/scope";
import { found, query } from "../query";

/** The operation's story after a sequence number, oldest first: the same lines for whoever opens the page, whenever. */
export const listOperationEvents = query({
  action: "operation.read",
  input: API.listOperationEvents.params.extend(API.listOperationEvents.query.shape),
  run: async ({ ctx, scope, input }) => {
    found(
      await ctx.db.prisma.operation.findFirst({
        where: { AND: [{ id: input.operationId }, ownedIn(scope)] },
        select: { id: true },
      }),
      "operation",
    );
    const rows = await ctx.db.prisma.operationEvent.findMany({
      where: { operationId: input.operationId, sequence: { gt: BigInt(input.after) } },
      orderBy: { sequence: "asc" },
      take: input.limit + 1,
    });
    return {
      items: rows
        .slice(0, input.limit)
        .map((row) =>
          OperationEvent.parse({ ...row, sequence: row.sequence.toString(), at: row.at.toISOString() }),
        ),
      more: rows.length > input.limit,
    };
  },
});
