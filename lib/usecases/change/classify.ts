import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { ClassifyChange } from "@/lib/contracts/api/resources/touches";
import { decide } from "@/lib/domain/access/decide";
import { CLASS_NAMES, higherClass, isLowered } from "@/lib/domain/change/classify";
import { Problem } from "@/lib/domain/shared/problem";
import { grantsOf } from "../context";
import { changeCommand } from "./change-command";
import { loadChangeFacts } from "./facts";
import { touchedColumns } from "./retouched";
import { assertOpenTo, changeContentHash, changeMoved, changeTarget } from "./target";
import { classRefusal, proposalFor } from "./touches";

/**
 * Sets a draft's class. Raising it over what is proposed is open to whoever may edit it; going below that, or
 * below what it was raised to, needs a right of its own. Standard is only what a template covers. The class is part of what is approved.
 */
export const classifyChange = changeCommand({
  action: "change.classify",
  input: ClassifyChange.extend({ changeId: Id }),
  target: changeTarget,
  run: async ({ tx, ctx, input, target: { row, scope }, announce, note }) => {
    assertOpenTo(ctx, "edit", row, input.version);
    const closed = classRefusal(row);
    if (closed !== null) throw new Problem("conflict", closed);
    const facts = await loadChangeFacts(tx, row, { moment: "draft", now: ctx.now });
    const proposal = await proposalFor(tx, facts, row);
    if (input.class === "standard" && proposal.template === null)
      throw new Problem("conflict", "Only what a template covers is standard, and none covers this change.");
    const lowered = isLowered(input.class, higherClass(proposal.class, row.class));
    if (lowered) {
      const decision = decide(grantsOf(ctx.actor), "change.lower_class", scope);
      if (!decision.allow) {
        const why = isLowered(input.class, proposal.class) ? proposal.reason : row.classReason;
        throw new Problem("forbidden", `${why} ${decision.reason}`);
      }
    }
    const words = `${lowered ? "Lowered" : "Set"} to ${CLASS_NAMES[input.class].toLowerCase()} by ${ctx.actor.name}: ${input.reason}`;
    const { count } = await tx.change.updateMany({
      where: { id: row.id, version: input.version, state: "draft" },
      data: {
        ...touchedColumns(facts, proposal),
        class: input.class,
        classReason: input.class === proposal.class ? proposal.reason : words,
        templateId: input.class === "standard" ? (proposal.template?.id ?? null) : null,
        contentHash: changeContentHash({ ...row, class: input.class }),
        updatedAt: ctx.now,
        version: { increment: 1 },
        ...(row.authorIds.includes(ctx.actor.id) ? {} : { authorIds: { push: ctx.actor.id } }),
      },
    });
    if (count !== 1)
      throw new Problem("conflict", "This change was edited meanwhile. Look again, then decide.", {
        stale: true,
      });
    await tx.changeMove.create({
      data: {
        ...{ changeId: row.id, event: "classify", fromState: "draft", toState: "draft" },
        ...{ actorName: ctx.actor.name, note: words, at: ctx.now },
      },
    });
    note({ proposed: proposal.class, from: row.class, to: input.class, lowered, reason: input.reason });
    await announce(changeMoved(row, "change.edited"));
    return row.id;
  },
});
