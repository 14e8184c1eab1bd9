import "server-only";
import { CreateRunbook } from "@/lib/contracts/api/resources/runbook";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { assertContent } from "./check";
import { presentRunbookNow } from "./present";
import { runbookEvent, scopeOfRunbook } from "./rows";

/** Runbooks that a tenant, or the fleet, may have: more is a shelf nobody searches at night. */
const MOST = 100;

/** Writes a runbook for one tenant or for all. */
export const createRunbook = command({
  action: "runbook.edit",
  input: CreateRunbook,
  target: async (tx, { tenantId, name }) => {
    const tenant =
      tenantId === null
        ? null
        : await tx.tenant.findUnique({ where: { id: tenantId }, select: { id: true } });
    if (tenantId !== null && tenant === null) return null;
    const scope = scopeOfRunbook({ tenantId });
    return {
      row: null,
      scope,
      kind: "runbook",
      id: tenantId ?? "fleet",
      name,
      tenantId,
      environmentId: null,
    };
  },
  run: async ({ tx, ctx, input, announce, note }) => {
    assertContent(input.content);
    const { tenantId, name, scenario } = input;
    const there = await tx.runbook.count({ where: { tenantId, archivedAt: null } });
    if (there >= MOST)
      throw new Problem("conflict", `There are ${MOST} runbooks already. Put one away that nobody follows.`);
    const authorId = ctx.actor.kind === "person" ? ctx.actor.id : null;
    const row = await tx.runbook.create({
      data: {
        ...{ tenantId, name, scenario, createdAt: ctx.now },
        versions: {
          create: { number: 1, content: input.content, note: input.note, authorId, createdAt: ctx.now },
        },
      },
      select: { id: true },
    });
    note({ what: "created", runbookId: row.id, scenario, steps: input.content.steps.length });
    await announce(runbookEvent("runbook.changed", { tenantId, environmentId: null }, row.id));
    return presentRunbookNow(ctx, tx, row.id);
  },
});
