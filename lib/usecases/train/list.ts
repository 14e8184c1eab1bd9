import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { containing } from "@/lib/data/containing";
import type { Prisma } from "@/lib/data/generated/client";
import { pageOf, pageSize, timeCursor } from "@/lib/data/page";
import { ownedIn } from "@/lib/data/scope";
import type { Action } from "@/lib/domain/access/actions";
import { readScope } from "@/lib/domain/access/decide";
import { type Context, grantsOf } from "../context";
import { query } from "../query";
import { presentTrainBrief } from "./present";
import { trainBriefInclude } from "./rows";

type Waiting = "me" | "decision" | "start" | "running" | "halted" | "ended";

/** Trains with at least one environment in the reader's scope, last moved first. */
export const listTrains = query({
  action: "train.read",
  input: API.listTrains.query,
  run: async ({ ctx, scope, input }) => {
    const last = timeCursor(input.cursor);
    const rows = await ctx.db.prisma.train.findMany({
      where: {
        AND: [
          last === null
            ? {}
            : { OR: [{ updatedAt: { lt: last.at } }, { updatedAt: last.at, id: { lt: last.id } }] },
          { cars: { some: ownedIn(scope) } },
          input.waiting === undefined ? {} : waitingWhere(ctx, input.waiting),
          input.search === undefined ? {} : searchWhere(input.search),
        ],
      },
      include: trainBriefInclude,
      orderBy: [{ updatedAt: "desc" }, { id: "desc" }],
      ...pageSize(input.limit),
    });
    return pageOf(
      rows,
      input.limit,
      ({ updatedAt, id }) => [updatedAt.toISOString(), id],
      (row) => presentTrainBrief(ctx, row),
    );
  },
});

/** By what trains wait for. What waits for a person is what the person may do in every environment of the train. */
export function waitingWhere(ctx: Context, waiting: Waiting): Prisma.TrainWhereInput {
  switch (waiting) {
    case "decision":
      return { state: "in_review" };
    case "start":
      return { state: "approved" };
    case "running":
      return { state: "running" };
    case "halted":
      return { state: "halted" };
    case "ended":
      return { state: { in: ["succeeded", "stopped", "rejected", "cancelled"] } };
    case "me": {
      const everywhere = (action: Action): Prisma.TrainWhereInput => ({
        cars: { every: ownedIn(readScope(grantsOf(ctx.actor), action)) },
      });
      const notMine = { NOT: { authorIds: { has: ctx.actor.id } } };
      return {
        OR: [
          { state: "draft", requesterId: ctx.actor.id },
          {
            AND: [{ state: "in_review" }, notMine, everywhere("train.approve"), everywhere("change.approve")],
          },
          { AND: [{ state: "approved" }, notMine, everywhere("train.start"), everywhere("change.start")] },
          { AND: [{ state: "halted" }, everywhere("train.resume"), everywhere("change.start")] },
        ],
      };
    }
  }
}

function searchWhere(search: string): Prisma.TrainWhereInput {
  const number = /^(?:trn-?)?(\d{1,9})$/i.exec(search.trim())?.[1];
  return {
    OR: [
      { title: containing(search) },
      { release: { name: containing(search) } },
      { cars: { some: { environment: { name: containing(search) } } } },
      ...(number === undefined ? [] : [{ number: Number(number) }]),
    ],
  };
}
