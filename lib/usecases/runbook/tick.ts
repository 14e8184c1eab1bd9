import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { isTaken } from "@/lib/data/taken";
import { tickRefusal } from "@/lib/domain/runbook/run";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { presentRunNow } from "./present-run";
import { contentOf, runbookEvent } from "./rows";
import { runTarget } from "./run-target";

/** Ticks a step off as done or skipped, with a note; `open` takes a tick back. A tick says who and when. */
export const tickRunbookStep = command({
  action: "runbook.follow",
  input: API.tickRunbookStep.body.extend(API.tickRunbookStep.params.shape),
  target: runTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    const { runId, step, state } = input;
    const known = contentOf(row.runbookVersion).steps.find(({ key }) => key === step);
    const refusal = tickRefusal({ finishedAt: row.finishedAt, ofDrill: row.drillId !== null, step: known });
    if (refusal !== null) throw new Problem("conflict", refusal);
    const there = row.ticks.find((tick) => tick.step === step);
    if (state === "open") {
      if (there === undefined) throw new Problem("conflict", "This step is not ticked.");
      await tx.runbookTick.delete({ where: { id: there.id } });
    } else {
      if (there !== undefined) throw ticked(there.actorName);
      const userId = ctx.actor.kind === "person" ? ctx.actor.id : null;
      const by = { userId, actorName: ctx.actor.name, at: ctx.now };
      await tx.runbookTick
        .create({ data: { runId, step, state, note: input.note, ...by } })
        .catch((error: unknown) => {
          throw isTaken(error) ? ticked("somebody else") : error;
        });
    }
    await tx.runbookRun.update({ where: { id: runId }, data: { version: { increment: 1 } } });
    note({ what: state === "open" ? "tick taken back" : state, step, said: input.note });
    const { tenantId, environmentId } = row;
    await announce(runbookEvent("runbook.ticked", { tenantId, environmentId }, runId));
    return presentRunNow(ctx, tx, runId);
  },
});

const ticked = (by: string) =>
  new Problem("conflict", `This step was ticked by ${by} already. Take that tick back to make another.`);
