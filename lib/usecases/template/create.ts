import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { isTaken } from "@/lib/data/taken";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { templateDetail } from "./present";

export const DAY_MS = 86_400_000;

/** Approves a kind of change beforehand: whoever creates the template is the one who approves what fits it. */
export const createChangeTemplate = command({
  action: "change_template.edit",
  input: API.createChangeTemplate.body,
  target: async (_tx, { name }) => ({
    ...{ row: null, scope: { level: "fleet" as const }, kind: "change_template", id: name, name },
    ...{ tenantId: null, environmentId: null },
  }),
  run: async ({ tx, ctx, input: { validDays, ...limits }, note }) => {
    if (ctx.actor.kind !== "person")
      throw new Problem("forbidden", "Only a person approves changes beforehand.");
    const validUntil = new Date(ctx.now.getTime() + validDays * DAY_MS);
    const { id } = await tx.changeTemplate
      .create({
        data: {
          ...limits,
          ...{ validUntil, approvedById: ctx.actor.id, approvedAt: ctx.now, countedFrom: ctx.now },
          ...{ createdAt: ctx.now, updatedAt: ctx.now },
        },
        select: { id: true },
      })
      .catch((error: unknown) => {
        if (!isTaken(error)) throw error;
        throw new Problem("conflict", `There is a template named ${limits.name} already.`);
      });
    note({ ...limits, validUntil: validUntil.toISOString() });
    return templateDetail(tx, ctx, id);
  },
});
