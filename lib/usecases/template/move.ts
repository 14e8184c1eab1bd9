import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { stale } from "./edit";
import { notSuspended, retiredRefusal, templateDetail, templateTarget } from "./present";

/** Lets a suspended template go on: somebody has looked into its failures, which count no more. */
export const takeUpChangeTemplate = command({
  action: "change_template.edit",
  input: API.takeUpChangeTemplate.body.extend(API.takeUpChangeTemplate.params.shape),
  target: templateTarget,
  run: async ({ tx, ctx, input: { version, reason }, target: { row }, note }) => {
    const refusal = retiredRefusal(row) ?? notSuspended(row);
    if (refusal !== null) throw new Problem("conflict", refusal);
    const { count } = await tx.changeTemplate.updateMany({
      where: { id: row.id, version },
      data: {
        ...{ suspendedAt: null, suspendedReason: "", countedFrom: ctx.now, updatedAt: ctx.now },
        version: { increment: 1 },
      },
    });
    if (count !== 1) throw stale(row.name);
    note({ taken: "up", reason, was: row.suspendedReason });
    return templateDetail(tx, ctx, row.id);
  },
});

/** Takes a template away for good. What it approved and has not started is decided on by people then. */
export const retireChangeTemplate = command({
  action: "change_template.edit",
  input: API.retireChangeTemplate.body.extend(API.retireChangeTemplate.params.shape),
  target: templateTarget,
  run: async ({ tx, ctx, input: { version, reason }, target: { row }, note }) => {
    const refusal = retiredRefusal(row);
    if (refusal !== null) throw new Problem("conflict", refusal);
    const { count } = await tx.changeTemplate.updateMany({
      where: { id: row.id, version },
      data: { retiredAt: ctx.now, updatedAt: ctx.now, version: { increment: 1 } },
    });
    if (count !== 1) throw stale(row.name);
    note({ retired: true, reason });
    return templateDetail(tx, ctx, row.id);
  },
});
