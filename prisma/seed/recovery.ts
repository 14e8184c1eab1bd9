import { SHIPPED_RUNBOOKS } from "@/lib/domain/runbook/shipped/runbooks";
import type { Context } from "@/lib/usecases/context";
import { addProcess } from "@/lib/usecases/objective/add";
import { createRunbook } from "@/lib/usecases/runbook/create";
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

/** Lays out the runbooks that Holdfast comes with, for every tenant. */
export async function seedRunbooks(ctx: Context): Promise<void> {
  for (const { name, scenario, content } of SHIPPED_RUNBOOKS) {
    const text = {
      authority: content.authority,
      steps: content.steps.map((step) => ({ ...step })),
      escalation: content.escalation.map((contact) => ({ ...contact })),
      messages: content.messages.map((message) => ({ ...message })),
    };
    const note = "As Holdfast ships it.";
    await createRunbook({ ...ctx, now: new Date() }, { tenantId: null, name, scenario, content: text, note });
  }
}
