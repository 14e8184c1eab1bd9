import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { pageOf, pageSize, timeCursor } from "@/lib/data/page";
import { ownedIn } from "@/lib/data/scope";
import { type ReadScope, readScope } from "@/lib/domain/access/decide";
import { type Context, grantsOf } from "../context";
import { query } from "../query";
import { failingGates } from "./failing";
import { presentChangeBrief } from "./present";
import { changeInclude } from "./rows";
import { searchWhere } from "./search";

type Waiting = "me" | "decision" | "start" | "running" | "ended";

/** Changes by what they wait for, latest move first. */
export const listChanges = query({
  action: "change.read",
  input: API.listChanges.query,
  run: async ({ ctx, scope, input }) => {
    const last = timeCursor(input.cursor);
    const rows = await ctx.db.prisma.change.findMany({
      where: {
        AND: [
          last === null
            ? {}
            : { OR: [{ updatedAt: { lt: last.at } }, { updatedAt: last.at, id: { lt: last.id } }] },
          await changesWhere(ctx.db.prisma, ctx, scope, input),
        ],
      },
      include: changeInclude,
      orderBy: [{ updatedAt: "desc" }, { id: "desc" }],
      ...pageSize(input.limit),
    });
    const failing = input.gates === "leave" ? null : await failingGates(ctx.db.prisma, rows, ctx.now);
    return pageOf(
      rows,
      input.limit,
      ({ updatedAt, id }) => [updatedAt.toISOString(), id],
      (row) => presentChangeBrief(ctx, row, failing === null ? null : (failing.get(row.id) ?? 0)),
    );
  },
});

export type ChangeFilter = {
  waiting?: Waiting | undefined;
  tenantId?: string | undefined;
  environmentId?: string | undefined;
  search?: string | undefined;
};

/** What a filter of the list means, within a read scope. */
export async function changesWhere(
  db: Tx,
  ctx: Context,
  scope: ReadScope,
  { waiting, tenantId, environmentId, search }: ChangeFilter,
): Promise<Prisma.ChangeWhereInput> {
  return {
    AND: [
      ownedIn(scope),
      waiting === undefined ? {} : waitingWhere(ctx, waiting),
      tenantId === undefined ? {} : { tenantId },
      environmentId === undefined ? {} : { environmentId },
      search === undefined ? {} : await searchWhere(db, search),
    ],
  };
}

const UNDECIDED: Prisma.ChangeWhereInput = { state: { in: ["submitted", "in_review"] } };
/** Emergencies that have ended and nobody has looked at. */
const UNREVIEWED: Prisma.ChangeWhereInput = {
  reviewDueAt: { not: null },
  state: { in: ["succeeded", "rolled_back", "failed"] },
};
const STARTABLE: Prisma.ChangeWhereInput = { state: { in: ["approved", "scheduled"] } };

/** The same rule as `waitsFor`, as SQL. */
export function waitingWhere(ctx: Context, waiting: Waiting): Prisma.ChangeWhereInput {
  switch (waiting) {
    case "decision":
      return UNDECIDED;
    case "start":
      return STARTABLE;
    case "running":
      return { state: "in_progress" };
    case "ended":
      return {
        state: { in: ["succeeded", "rolled_back", "failed", "reviewed", "closed", "rejected", "cancelled"] },
      };
    case "me": {
      const notMine = { NOT: { authorIds: { has: ctx.actor.id } } };
      return {
        trainRingId: null,
        OR: [
          { state: "draft", requesterId: ctx.actor.id },
          { AND: [UNDECIDED, notMine, { OR: myTurns(ctx) }] },
          { AND: [{ state: "approved" }, notMine, ownedIn(readScope(grantsOf(ctx.actor), "change.start"))] },
          {
            AND: [
              UNREVIEWED,
              notMine,
              ownedIn(readScope(grantsOf(ctx.actor), "change.review")),
              unused(ctx.actor.id),
              { operations: { none: { kind: "deploy", requesterId: ctx.actor.id } } },
            ],
          },
        ],
      };
    }
  }
}

/** What a person neither wrote nor approved, nor anybody for them. */
const unused = (id: string): Prisma.ChangeWhereInput => ({
  NOT: { authorIds: { has: id } },
  decisions: { none: { kind: "approved", voidedAt: null, OR: [{ userId: id }, { onBehalfOfId: id }] } },
});

/** Where a step of the path is open to one of the reader's rights, own or lent, that has not been used for it yet. */
function myTurns(ctx: Context): Prisma.ChangeWhereInput[] {
  return grantsOf(ctx.actor).flatMap((grant) =>
    grant.role === "service"
      ? []
      : [
          {
            AND: [
              { openRoles: { has: grant.role } },
              ownedIn(readScope([grant], "change.approve")),
              unused(ctx.actor.id),
              grant.lentBy === undefined ? {} : unused(grant.lentBy.id),
            ],
          },
        ],
  );
}
