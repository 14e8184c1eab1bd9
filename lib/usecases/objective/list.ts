import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { environmentsIn, processesIn, tenantsIn } from "@/lib/data/scope";
import { PROCESSES_PER_TENANT } from "@/lib/domain/recovery/objective";
import { found, query } from "../query";
import { canEditObjectives, presentProcess, processInclude } from "./rows";

const PLACES = 100;

/** What a tenant's business does with the ERP, the least patient first. */
export const listProcesses = query({
  action: "objective.read",
  input: API.listProcesses.params,
  run: async ({ ctx, scope, input: { tenantId } }) => {
    const tenant = found(
      await ctx.db.prisma.tenant.findFirst({
        where: { AND: [{ id: tenantId }, tenantsIn(scope)] },
        select: {
          environments: {
            where: { AND: [{ stage: "production" }, environmentsIn(scope)] },
            select: { id: true, name: true },
            orderBy: { name: "asc" },
            take: PLACES,
          },
        },
      }),
      "tenant",
    );
    const rows = await ctx.db.prisma.businessProcess.findMany({
      where: { AND: [{ tenantId }, processesIn(scope)] },
      include: processInclude,
      orderBy: [{ rtoSeconds: "asc" }, { name: "asc" }],
      take: PROCESSES_PER_TENANT,
    });
    return {
      items: rows.map((row) => presentProcess(ctx, row)),
      production: tenant.environments,
      can: { add: canEditObjectives(ctx, tenantId) },
    };
  },
});
