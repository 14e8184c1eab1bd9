import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { AskWaiver } from "@/lib/contracts/api/resources/governance";
import { peopleWith } from "@/lib/data/notices";
import { publishNow } from "@/lib/data/outbox";
import { ROLE_ACTIONS, ROLES } from "@/lib/domain/access/roles";
import { ownFact, stillCovers } from "@/lib/domain/policy/waiver";
import { waiverAskRefusal, waiverStateRefusal } from "@/lib/domain/policy/waiver-rules";
import { Problem } from "@/lib/domain/shared/problem";
import { askingOf, startedBy } from "../change/asking";
import { changeCommand } from "../change/change-command";
import { loadChangeFacts } from "../change/facts";
import { changeDetailInclude } from "../change/rows";
import { changeMoved, changeTarget, staleVersion } from "../change/target";
import { tellPeople } from "../change/tell";

const WAIVING = ROLES.filter((role) => (ROLE_ACTIONS[role] as readonly string[]).includes("gate.waive"));
const MOST = 20;

/** Asks to let a failing gate of a change pass for a while. It counts once a second person confirms it. */
export const askWaiver = changeCommand({
  action: "gate.waive",
  input: AskWaiver.extend({ changeId: Id }),
  target: changeTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, afterCommit, note }) => {
    if (row.version !== input.version) throw staleVersion(row);
    const closed = waiverStateRefusal(row.state);
    if (closed !== null) throw new Problem("conflict", closed, { state: row.state });
    const [operation] = await tx.operation.findMany({
      ...changeDetailInclude.operations,
      where: { ...changeDetailInclude.operations.where, changeId: row.id },
    });
    const facts = await loadChangeFacts(tx, row, {
      ...{ ...askingOf(row), now: ctx.now },
      ...startedBy(operation),
    });
    const expiresAt = new Date(input.expiresAt);
    const gate = facts.gates.find(({ id }) => id === input.gateId);
    const refusal = waiverAskRefusal(gate, expiresAt, ctx.now);
    if (refusal !== null || gate === undefined)
      throw new Problem("conflict", refusal ?? "This change has no such gate.");
    const open = {
      changeId: row.id,
      withdrawnAt: null,
      expiresAt: { gt: ctx.now },
      contentHash: row.contentHash,
    };
    const standing = await tx.gateWaiver.findMany({
      ...{ where: open, select: { gateId: true, grounds: true }, take: MOST },
    });
    if (standing.some((one) => one.gateId === gate.id && stillCovers(one, gate)))
      throw new Problem("conflict", `A waiver of “${gate.title}” is asked for already.`);
    if (standing.length >= MOST) throw new Problem("conflict", "This change has too many waivers already.");
    const { id } = await tx.gateWaiver.create({
      data: {
        ...{ changeId: row.id, gateId: gate.id, gateTitle: gate.title, gateFact: ownFact(gate) },
        grounds: [...(gate.grounds ?? [])],
        ...{ contentHash: row.contentHash, reason: input.reason, askedById: ctx.actor.id },
        ...{ askedAt: ctx.now, expiresAt },
      },
      select: { id: true },
    });
    const told = await tellPeople(tx, row, await peopleWith(tx, row, WAIVING), {
      occasion: "change:waiver_asked",
      title: `${ctx.actor.name} asks to waive “${gate.title}”`,
      text: input.reason,
      byId: ctx.actor.id,
      now: ctx.now,
    });
    afterCommit(() => publishNow(ctx.db, ctx.ports.channel, told));
    note({
      waiverId: id,
      gate: gate.id,
      fact: ownFact(gate),
      reason: input.reason,
      expiresAt: input.expiresAt,
    });
    await announce(changeMoved(row, "change.waiver_asked"));
    return row.id;
  },
});
