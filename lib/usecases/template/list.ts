import "server-only";
import { Nothing, query } from "../query";
import { endedChanges } from "./failures";
import { canEdit, presentTemplate, withApprover } from "./present";

/** A fleet has a handful; more than this are not shown. */
const SHOWN = 50;

/** Templates of standard changes, those that count first. They belong to no tenant. */
export const listChangeTemplates = query({
  action: "change_template.read",
  input: Nothing,
  run: async ({ ctx }) => {
    const db = ctx.db.prisma;
    const rows = await db.changeTemplate.findMany({
      include: withApprover,
      orderBy: [{ retiredAt: { sort: "desc", nulls: "first" } }, { name: "asc" }],
      take: SHOWN,
    });
    const items = await Promise.all(
      rows.map(async (row) => presentTemplate(ctx, row, await endedChanges(db, row))),
    );
    return { items, can: { create: canEdit(ctx, null) } };
  },
});
