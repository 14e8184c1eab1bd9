import "server-only";
import type { Question } from "@/lib/contracts/api/resources/overview";
import type { Prisma } from "@/lib/data/generated/client";
import { environmentsIn, ownedIn } from "@/lib/data/scope";
import { readScope } from "@/lib/domain/access/decide";
import { REQUEST_HOURS } from "@/lib/domain/recovery/restore";
import { waitingWhere as changesWaiting } from "../change/list";
import { type Context, grantsOf } from "../context";
import { operationInclude, presentOperationBrief } from "../operation/present";
import { presentQuestion, questionInclude } from "../operation/question";
import { presentRestoreBrief } from "../restore/present";
import { restoreBriefInclude } from "../restore/rows";
import { waitingWhere as trainsWaiting } from "../train/list";
import { presentTrainBrief } from "../train/present";
import { trainBriefInclude } from "../train/rows";

const SHOWN = 8;

/** Changes that wait for this person. */
export const changesForMe = (ctx: Context): Prisma.ChangeWhereInput => changesWaiting(ctx, "me");

export function trainsWaitingForMe(ctx: Context): Prisma.TrainWhereInput {
  const cars = { some: ownedIn(readScope(grantsOf(ctx.actor), "train.read")) };
  return { AND: [{ cars }, trainsWaiting(ctx, "me")] };
}

/** Trains that wait for this person, the longest waiting first, and how many there are. */
export async function trainsForMe(ctx: Context) {
  const where = trainsWaitingForMe(ctx);
  const [rows, total] = await Promise.all([
    ctx.db.prisma.train.findMany({
      where,
      include: trainBriefInclude,
      orderBy: [{ updatedAt: "asc" }, { id: "asc" }],
      take: SHOWN,
    }),
    ctx.db.prisma.train.count({ where }),
  ]);
  return { items: rows.map((row) => presentTrainBrief(ctx, row)), total };
}

/** Its wait is for a person, or its step has noted its question down and looks again meanwhile. */
const ASKING: Prisma.OperationWhereInput = {
  OR: [
    { state: "parked", parkKind: "person" },
    {
      state: { in: ["parked", "running", "queued"] },
      steps: { some: { state: "running", result: { path: ["question", "until"], string_contains: ":" } } },
    },
  ],
};

/** Operations that wait for an answer this person may give, the first asked first. */
export async function questionsForMe(ctx: Context): Promise<Question[]> {
  const mine = ownedIn(readScope(grantsOf(ctx.actor), "operation.continue"));
  const rows = await ctx.db.prisma.operation.findMany({
    where: { AND: [mine, { phase: "forward" }, ASKING] },
    include: { ...operationInclude, ...questionInclude },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    take: SHOWN,
  });
  return rows.flatMap((row) => {
    const question = presentQuestion(row, null);
    return question === null
      ? []
      : [{ operation: presentOperationBrief(row), text: question.text, until: question.until }];
  });
}

/** Restores that wait for a second person who may be this one. */
export function restoresWaitingForMe(ctx: Context): Prisma.RestoreWhereInput {
  const since = new Date(ctx.now.getTime() - REQUEST_HOURS * 3_600_000);
  return {
    targetEnvironment: environmentsIn(readScope(grantsOf(ctx.actor), "restore.approve")),
    state: "requested",
    requesterId: { not: ctx.actor.id },
    createdAt: { gt: since },
  };
}

/** Those restores, the first asked first, and how many there are. */
export async function restoresForMe(ctx: Context) {
  const where = restoresWaitingForMe(ctx);
  const [rows, total] = await Promise.all([
    ctx.db.prisma.restore.findMany({
      where,
      include: restoreBriefInclude,
      orderBy: [{ createdAt: "asc" }, { id: "asc" }],
      take: SHOWN,
    }),
    ctx.db.prisma.restore.count({ where }),
  ]);
  return { items: rows.map(presentRestoreBrief), total };
}
