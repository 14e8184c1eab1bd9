import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { cursorKey, pageOf } from "@/lib/data/page";
import { ownedIn } from "@/lib/data/scope";
import { found, query } from "../query";
import { approvalsIn } from "./approvals";
import { approversOf, peopleDeciding } from "./approvers";
import { pathNow } from "./paths";
import { changeInclude } from "./rows";

/** Everybody who decides over the environment of a change, by name: who could give the open approval, and why not. */
export const listApprovers = query({
  action: "change.read",
  input: API.listApprovers.params.extend(API.listApprovers.query.shape),
  run: async ({ ctx, scope, input: { changeId, search, cursor, limit } }) => {
    const db = ctx.db.prisma;
    const row = found(
      await db.change.findFirst({
        where: { AND: [{ id: changeId }, ownedIn(scope)] },
        include: changeInclude,
      }),
      "change",
    );
    const state = approvalsIn({ ...row, approvalPath: await pathNow(db, row) }, row.decisions, ctx.now);
    const [name, id] = cursorKey(cursor, 2) ?? [];
    const after = name === undefined || id === undefined ? null : { name, id };
    const people = await peopleDeciding(db, row, ctx.now, { search, after, most: limit + 1 });
    const page = pageOf(
      people,
      limit,
      (person) => [person.name, person.id],
      (person) => person,
    );
    const items = page.items.flatMap((person) => {
      if (person.capacities.length === 0) return [];
      const { may, others } = approversOf([person], state, row.authorIds);
      return [...may.map((one) => ({ ...one, reason: null })), ...others];
    });
    return { ...page, items };
  },
});
