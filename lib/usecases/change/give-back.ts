import "server-only";
import { appendAudit } from "@/lib/data/audit";
import type { Change } from "@/lib/data/generated/client";
import { publishNow, writeEvent } from "@/lib/data/outbox";
import { changeNumber } from "@/lib/domain/change/number";
import { auditOf } from "../command";
import { approvalsMissing } from "./approvals";
import { type Acting, changeMoved, moveByVerb } from "./target";
import { tellPeople } from "./tell";
import { endTurn, tellWriters, voidDecisions } from "./tell-moves";

type Given = {
  id: string;
  scheduledById: string;
  attempts: number;
  change: Change & { environment: { name: string } };
};

/**
 * A scheduled change that does not start goes back to a person, with the reason in the timeline, in the audit, and told
 * to whoever scheduled it: to approved, or to draft where its approvals were taken away, since then nobody has approved it.
 */
export async function giveBack(
  acting: Pick<Acting, "tx" | "ctx" | "afterCommit">,
  wait: Given,
  refusal: string,
): Promise<void> {
  const { tx, ctx, afterCommit } = acting;
  const { change } = wait;
  const missing = await approvalsMissing(tx, change);
  const verb = missing === null ? "unschedule" : "revise";
  const reason = missing === null ? refusal : `No approval stands for this content any more: ${missing}`;
  if (missing !== null) {
    await endTurn(acting, change);
    await voidDecisions(acting, change, reason);
    const title = "it is a draft again";
    await tellWriters(acting, change, { occasion: "change:revised", title, text: reason });
  }
  await moveByVerb(verb, { tx, ctx, row: change, note: reason });
  await tx.change.update({ where: { id: change.id }, data: { plannedStart: null }, select: { id: true } });
  const event = await writeEvent(tx, changeMoved(change, "change.moved"));
  const name = changeNumber(change.number);
  const { tenantId, environmentId } = change;
  const target = { kind: "change", id: change.id, name, tenantId, environmentId };
  await appendAudit(tx, auditOf(ctx, `change.${verb}`, target, "done", { reason, attempts: wait.attempts }));
  const left =
    missing === null
      ? "It is approved, and waits for a person."
      : "It is a draft again: submitted anew, it is decided on anew.";
  const told = await tellPeople(tx, change, [wait.scheduledById], {
    occasion: `change:unscheduled:${wait.id}`,
    title: `it did not start on ${change.environment.name}`,
    text: `${reason} ${left}`,
    byId: ctx.actor.id,
    now: ctx.now,
  });
  afterCommit(() => publishNow(ctx.db, ctx.ports.channel, [event, ...told]));
}
