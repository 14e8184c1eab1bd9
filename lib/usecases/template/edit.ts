import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { DAY_MS } from "./create";
import { retiredRefusal, templateDetail, templateTarget } from "./present";

/** Sets a template's limits anew. Whoever does is the one who approves what fits from now on. */
export const editChangeTemplate = command({
  action: "change_template.edit",
  input: API.editChangeTemplate.body.extend(API.editChangeTemplate.params.shape),
  target: templateTarget,
  run: async ({ tx, ctx, input, target: { row }, note }) => {
    if (ctx.actor.kind !== "person")
      throw new Problem("forbidden", "Only a person approves changes beforehand.");
    const retired = retiredRefusal(row);
    if (retired !== null) throw new Problem("conflict", retired);
    const { templateId, version, validDays, ...limits } = input;
    const validUntil = new Date(ctx.now.getTime() + validDays * DAY_MS);
    const { count } = await tx.changeTemplate.updateMany({
      where: { id: templateId, version },
      data: {
        ...limits,
        ...{ validUntil, approvedById: ctx.actor.id, approvedAt: ctx.now, updatedAt: ctx.now },
        version: { increment: 1 },
      },
    });
    if (count !== 1) throw stale(row.name);
    note({ ...limits, validUntil: validUntil.toISOString() });
    return templateDetail(tx, ctx, templateId);
  },
});

export const stale = (name: string) =>
  new Problem("conflict", `${name} was changed meanwhile. Look at it as it is now.`, { stale: true });
