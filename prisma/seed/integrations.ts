import type { Context } from "@/lib/usecases/context";
import { addIntegration } from "@/lib/usecases/integration/add";
import type { Scenario } from "../scenarios/scenario";

/** Writes down what each environment's ERP is connected to. */
export async function seedIntegrations(ctx: Context, { tenants }: Scenario): Promise<void> {
  const rows = await ctx.db.prisma.environment.findMany({
    select: { id: true, stage: true, tenant: { select: { slug: true } } },
  });
  const idOf = new Map(rows.map(({ id, stage, tenant }) => [`${tenant.slug}/${stage}`, id]));
  for (const { slug, integrations = [] } of tenants) {
    for (const { stages, workflows, modules, ...words } of integrations) {
      for (const stage of stages) {
        const environmentId = idOf.get(`${slug}/${stage}`);
        if (environmentId === undefined) throw new Error(`${slug} has no environment of the stage ${stage}.`);
        const lists = { workflows: [...workflows], modules: [...modules] };
        await addIntegration({ ...ctx, now: new Date() }, { environmentId, ...words, ...lists });
      }
    }
  }
}
