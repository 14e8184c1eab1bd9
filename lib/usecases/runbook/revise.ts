import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { isTaken } from "@/lib/data/taken";
import { diffSteps, sameContent } from "@/lib/domain/runbook/diff";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { assertContent, staleRunbook } from "./check";
import { presentRunbookNow } from "./present";
import { contentOf, runbookEvent } from "./rows";
import { runbookTarget } from "./target";

/** Gives a runbook a new text as its next version; the one before stays, and so do the runs that follow it. */
export const reviseRunbook = command({
  action: "runbook.edit",
  input: API.reviseRunbook.body.extend(API.reviseRunbook.params.shape),
  target: runbookTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    assertContent(input.content);
    const { runbookId: id, version, name, scenario, content } = input;
    const [newest] = row.versions;
    const before = contentOf(newest);
    const sameText = sameContent(before, content);
    if (sameText && row.name === name && row.scenario === scenario)
      throw new Problem(
        "conflict",
        "Nothing is different from the text that stands: there is no new version to keep.",
      );
    const { count } = await tx.runbook.updateMany({
      where: { id, version },
      data: { name, scenario, version: { increment: 1 } },
    });
    if (count !== 1) throw staleRunbook();
    const number = (newest?.number ?? 0) + 1;
    if (!sameText) {
      const authorId = ctx.actor.kind === "person" ? ctx.actor.id : null;
      await tx.runbookVersion
        .create({
          data: { runbookId: id, number, content, note: input.note, authorId, createdAt: ctx.now },
        })
        .catch((error: unknown) => {
          throw isTaken(error) ? staleRunbook() : error;
        });
    }
    const steps = diffSteps(before.steps, content.steps).filter(({ kind }) => kind !== "same");
    note({
      what: "revised",
      number: sameText ? number - 1 : number,
      before: { name: row.name, scenario: row.scenario },
      steps: steps.map(({ kind, key }) => `${kind} ${key}`),
    });
    await announce(runbookEvent("runbook.changed", { tenantId: row.tenantId, environmentId: null }, id));
    return presentRunbookNow(ctx, tx, id);
  },
});
