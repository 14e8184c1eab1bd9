import "server-only";
import {
  type ChangeQueues,
  COUNTED_UP_TO,
  MOST_QUEUES,
  QueueFilter,
} from "@/lib/contracts/api/resources/change-queue";
import type { Tx } from "@/lib/data/client";
import { type ReadScope, readScope } from "@/lib/domain/access/decide";
import { type ChangeFilter, changesWhere } from "../change/list";
import { type Context, grantsOf } from "../context";
import { Nothing, query } from "../query";

const STANDING = ["me", "decision", "start", "running"] as const;

/** Everybody's queues and the reader's own, each with how many changes are in it. */
export const listChangeQueues = query({
  action: "change.read",
  input: Nothing,
  run: ({ ctx, scope }) => queuesOf(ctx.db.prisma, ctx, scope),
});

/** The same in the transaction that changed them. One count each, bounded: who has more than a hundred has many. */
export async function queuesOf(
  db: Tx,
  ctx: Context,
  scope: ReadScope = readScope(grantsOf(ctx.actor), "change.read"),
): Promise<ChangeQueues> {
  const count = async (filter: ChangeFilter) =>
    db.change.count({ where: await changesWhere(db, ctx, scope, filter), take: COUNTED_UP_TO });
  const standing: ChangeQueues["standing"] = [];
  for (const waiting of STANDING) standing.push({ waiting, count: await count({ waiting }) });
  const own: ChangeQueues["own"] = [];
  for (const { id, name, isDefault, filter } of await ownRows(db, ctx)) {
    const known = QueueFilter.safeParse(filter).data ?? {};
    own.push({ id, name, isDefault, filter: known, count: await count(known) });
  }
  return { standing, own };
}

const ownRows = (db: Tx, { actor }: Context) =>
  actor.kind === "person"
    ? db.changeQueue.findMany({
        where: { userId: actor.id },
        orderBy: [{ name: "asc" }, { id: "asc" }],
        take: MOST_QUEUES,
      })
    : Promise.resolve([]);

/** The filter with which the reader's list of changes opens; null when they chose none. */
export const defaultChangeFilter = query({
  action: "change.read",
  input: Nothing,
  run: async ({ ctx }): Promise<QueueFilter | null> => {
    const chosen = (await ownRows(ctx.db.prisma, ctx)).find(({ isDefault }) => isDefault);
    return chosen === undefined ? null : (QueueFilter.safeParse(chosen.filter).data ?? null);
  },
});
