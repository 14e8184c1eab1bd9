import "server-only";
import { z } from "zod";
import { Id } from "@/lib/contracts/api/resources/common";
import { KIND_NOUNS, onlyReads } from "@/lib/domain/operation/name";
import { deadlineAfter } from "@/lib/domain/operation/standstill";
import { command } from "../command";
import { operationDetail } from "./present";
import {
  lockOpenTo,
  NOT_PARKED,
  operationActed,
  operationTarget,
  sayOfEnvironment,
  tellStory,
} from "./target";

/**
 * Pauses an operation. Its worker hears of it at once and stops the step under way; until it has let go, or its lease
 * has lapsed, nobody else takes the operation. The clock of the operation's time limit stands still. No version is asked
 * for: whoever wants it to stand still wants so wherever it stands by now.
 */
export const pauseOperation = command({
  action: "operation.pause",
  input: z.object({ operationId: Id }),
  target: operationTarget,
  run: async ({ tx, ctx, input, announce, note }) => {
    const { row, facts } = await lockOpenTo(tx, "pause", input.operationId);
    const step = row.steps.find(({ state }) => state === "running")?.name ?? null;
    const by = ctx.actor.name;
    await tx.operation.update({
      where: { id: row.id },
      data: {
        state: "paused",
        pausedAt: ctx.now,
        pausedByName: by,
        sentence: `Paused by ${by}.`,
        deadlineAt: deadlineAfter(row, ctx.now),
        ...NOT_PARKED,
        version: { increment: 1 },
      },
    });
    await tellStory(tx, row.id, { text: `Paused by ${by}.`, at: ctx.now });
    if (!onlyReads(row.kind))
      await sayOfEnvironment(tx, row.environmentId, `A ${KIND_NOUNS[row.kind]} is paused by ${by}.`);
    note({ step, touched: facts.touched });
    for (const event of operationActed(row, "operation.paused")) await announce(event);
    return operationDetail(tx, ctx, row.id);
  },
});
