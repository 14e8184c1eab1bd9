import { workflowDefaults } from "@/lib/domain/workflow/settings";
import type { Context } from "@/lib/usecases/context";
import { addProcess } from "@/lib/usecases/objective/add";
import { editWorkflow } from "@/lib/usecases/workflow/edit";
import type { Scenario, ScenarioProcess } from "../scenarios/scenario";

const MINUTE = 60;

/** Who owns what people do in production, and how they go on without it. */
async function seedWorkflows(ctx: Context, tenantId: string, process: ScenarioProcess): Promise<void> {
  const { ownerName, ownerContact, fallback, workflows = [] } = process;
  const places = await ctx.db.prisma.environment.findMany({
    where: { tenantId, stage: "production" },
    select: { id: true, stage: true, tenant: { select: { tier: true } } },
  });
  for (const { id, stage, tenant } of places)
    for (const workflow of workflows)
      await editWorkflow(
        { ...ctx, now: new Date() },
        {
          ...{ environmentId: id, workflow, ownerName, ownerContact, fallback, runbookId: null },
          ...{ settings: workflowDefaults(tenant.tier, stage), version: 0 },
        },
      );
}

/** Writes down what each tenant's business needs of its ERP. */
export async function seedProcesses(ctx: Context, { tenants }: Scenario): Promise<void> {
  const rows = await ctx.db.prisma.tenant.findMany({ select: { id: true, slug: true } });
  const idOf = new Map(rows.map(({ id, slug }) => [slug, id]));
  for (const { slug, processes = [] } of tenants) {
    const tenantId = idOf.get(slug);
    if (tenantId === undefined) throw new Error(`The tenant ${slug} is missing.`);
    for (const process of processes) {
      const { rpoMinutes, rtoMinutes, workflows: _workflows, ...words } = process;
      const objective = { rpoSeconds: rpoMinutes * MINUTE, rtoSeconds: rtoMinutes * MINUTE };
      await addProcess(
        { ...ctx, now: new Date() },
        { tenantId, environmentId: null, ...words, ...objective },
      );
      await seedWorkflows(ctx, tenantId, process);
    }
  }
}
