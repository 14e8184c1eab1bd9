import "server-only";
import { z } from "zod";
import { readScope } from "@/lib/domain/access/decide";
import { grantsOf } from "../context";
import { query } from "../query";
import { canEditRunbook } from "./rows";

/** Tenants that are offered; whoever has more writes one for all of them. */
const OFFERED = 100;

/** For whom the reader may write a runbook: everybody, or the tenants a role covers. */
export const runbookPlaces = query({
  action: "runbook.read",
  input: z.object({}),
  run: async ({ ctx }) => {
    const { fleet, tenantIds } = readScope(grantsOf(ctx.actor), "runbook.edit");
    const tenants = await ctx.db.prisma.tenant.findMany({
      where: fleet ? {} : { id: { in: [...tenantIds] } },
      select: { id: true, name: true },
      orderBy: [{ name: "asc" }, { id: "asc" }],
      take: OFFERED,
    });
    return { everybody: canEditRunbook(ctx, { level: "fleet" }), tenants };
  },
});
