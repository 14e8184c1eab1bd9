import "server-only";
import { EditChange } from "@/lib/contracts/api/resources/change";
import { Id } from "@/lib/contracts/api/resources/common";
import { Problem } from "@/lib/domain/shared/problem";
import { changeCommand } from "./change-command";
import { loadChangeFacts } from "./facts";
import { plannedStartOf } from "./planned-start";
import { retouched } from "./retouched";
import { assertOpenTo, changeContentHash, changeMoved, changeTarget } from "./target";
import { proposalFor } from "./touches";

/** Edits a draft. Decisions given for other content are marked void. */
export const editChange = changeCommand({
  action: "change.edit",
  input: EditChange.extend({ changeId: Id }),
  target: changeTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    assertOpenTo(ctx, "edit", row, input.version);
    const release = await tx.release.findUnique({ where: { id: input.releaseId }, select: { id: true } });
    if (release === null) throw new Problem("not_found", "There is no such release.");
    const { changeId, version, plannedStart: given, ...content } = input;
    const said = plannedStartOf(given, ctx.now);
    const plannedStart = said === undefined ? row.plannedStart : said;
    const subject = {
      ...content,
      plannedStart,
      environmentId: row.environmentId,
      emergencyReason: row.emergencyReason,
    };
    const facts = await loadChangeFacts(tx, subject, { moment: "draft", now: ctx.now });
    const proposal = await proposalFor(tx, facts, row);
    const { columns: touched, lost } = retouched(row, { releaseId: input.releaseId, facts, proposal });
    const hash = changeContentHash({ ...subject, class: touched.class });
    const { count } = await tx.change.updateMany({
      where: { id: changeId, version, state: "draft" },
      data: {
        ...content,
        plannedStart,
        ...touched,
        contentHash: hash,
        updatedAt: ctx.now,
        version: { increment: 1 },
        ...(row.authorIds.includes(ctx.actor.id) ? {} : { authorIds: { push: ctx.actor.id } }),
      },
    });
    if (count !== 1)
      throw new Problem("conflict", "This change was edited meanwhile. Reload it and edit again.");
    await tx.changeMove.create({
      data: {
        changeId,
        event: "edit",
        fromState: "draft",
        toState: "draft",
        actorName: ctx.actor.name,
        note: lost,
        at: ctx.now,
      },
    });
    await tx.changeDecision.updateMany({
      where: { changeId, voidedAt: null, contentHash: { not: hash } },
      data: { voidedAt: ctx.now },
    });
    note({ contentHash: hash, ...(lost === "" ? {} : { class: touched.class, lowering: "fell away" }) });
    await announce(changeMoved(row, "change.edited"));
    return changeId;
  },
});
