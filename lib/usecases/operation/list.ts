import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { madeBefore, pageOf, pageSize } from "@/lib/data/page";
import { ownedIn } from "@/lib/data/scope";
import { ACTIVE_OPERATION_STATES } from "@/lib/domain/operation/state";
import { query } from "../query";
import { operationInclude, presentOperationBrief } from "./present";

/** Operations within the reader's scope, newest first. */
export const listOperations = query({
  action: "operation.read",
  input: API.listOperations.query,
  run: async ({ ctx, scope, input }) => {
    const active = { in: [...ACTIVE_OPERATION_STATES] };
    const rows = await ctx.db.prisma.operation.findMany({
      where: {
        AND: [
          madeBefore(input.cursor),
          ownedIn(scope),
          input.state === undefined
            ? {}
            : { state: input.state === "active" ? active : { notIn: active.in } },
          input.environmentId === undefined ? {} : { environmentId: input.environmentId },
          input.tenantId === undefined ? {} : { tenantId: input.tenantId },
        ],
      },
      include: operationInclude,
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      ...pageSize(input.limit),
    });
    return pageOf(
      rows,
      input.limit,
      ({ createdAt, id }) => [createdAt.toISOString(), id],
      presentOperationBrief,
    );
  },
});
