import type { Context } from "@/lib/usecases/context";
import { addProcess } from "@/lib/usecases/objective/add";
import type { Scenario } from "../scenarios/scenario";

const MINUTE = 60;

/** Writes down what each tenant's business needs of its ERP. */
export async function seedProcesses(ctx: Context, { tenants }: Scenario): Promise<void> {
  const rows = await ctx.db.prisma.tenant.findMany({ select: { id: true, slug: true } });
  const idOf = new Map(rows.map(({ id, slug }) => [slug, id]));
  for (const { slug, processes = [] } of tenants) {
    const tenantId = idOf.get(slug);
    if (tenantId === undefined) throw new Error(`The tenant ${slug} is missing.`);
    for (const { rpoMinutes, rtoMinutes, ...process } of processes) {
      const objective = { rpoSeconds: rpoMinutes * MINUTE, rtoSeconds: rtoMinutes * MINUTE };
      await addProcess(
        { ...ctx, now: new Date() },
        { tenantId, environmentId: null, ...process, ...objective },
      );
    }
  }
}
