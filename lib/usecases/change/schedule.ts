import "server-only";
import { ScheduleChange } from "@/lib/contracts/api/resources/change-schedule";
import { Id } from "@/lib/contracts/api/resources/common";
import type { Tx } from "@/lib/data/client";
import type { ApprovalState } from "@/lib/domain/change/approval-path";
import { plannedStartRefusal, waitEnd } from "@/lib/domain/change/schedule";
import type { Gate } from "@/lib/domain/policy/gate";
import { momentIn } from "@/lib/domain/shared/moment";
import { Problem } from "@/lib/domain/shared/problem";
import { changeCommand } from "./change-command";
import { loadChangeFacts } from "./facts";
import { openingFor } from "./schedule-facts";
import { assertApproved } from "./start";
import { assertOpenTo, changeMoved, changeTarget, moveByVerb, type TargetedChange } from "./target";

/** What only the chosen time decides; every other gate is asked at the start. */
const ABOUT_TIME: readonly string[] = ["calendar_open", "window_fit"];

/**
 * Lets an approved change start by itself, at a chosen time or at the next opening that is long enough. The start asks
 * every gate then, and whether who scheduled it still may start it. What is scheduled already gets another time.
 */
export const scheduleChange = changeCommand({
  action: "change.schedule",
  input: ScheduleChange.extend({ changeId: Id }),
  target: changeTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    assertOpenTo(ctx, "schedule", row, input.version);
    const approvals = await assertApproved(tx, row, ctx.now);
    const at = input.at === null ? null : new Date(input.at);
    const wakeAt =
      at === null ? await nextOpeningOf(tx, row, ctx.now) : await assertPlannable(tx, row, at, ctx.now);
    const { timeZone } = await tx.environment.findUniqueOrThrow({
      where: { id: row.environmentId },
      select: { timeZone: true },
    });
    assertStillApproved(approvals, wakeAt, timeZone);
    const scheduled = {
      scheduledById: ctx.actor.id,
      scheduledAt: ctx.now,
      atNextOpening: at === null,
      wakeAt,
      expiresAt: waitEnd({ atNextOpening: at === null, wakeAt, scheduledAt: ctx.now }),
      ...{ attempts: 0, lastRefusal: "" },
    };
    const said = `${at === null ? "at the next opening, " : ""}for ${momentIn(wakeAt, timeZone)}`;
    await moveByVerb("schedule", { tx, ctx, row, note: said });
    await tx.changeWait.upsert({
      where: { changeId: row.id },
      create: { changeId: row.id, ...scheduled },
      update: scheduled,
    });
    // A second schedule moves no state: it is a new version all the same, so that two people do not overwrite each other.
    const anew = row.state === "scheduled";
    const again = anew ? { version: { increment: 1 }, updatedAt: ctx.now } : {};
    if (anew)
      await tx.changeMove.create({
        data: {
          ...{ changeId: row.id, event: "reschedule", fromState: "scheduled", toState: "scheduled" },
          ...{ actorName: ctx.actor.name, note: said, at: ctx.now },
        },
      });
    await tx.change.update({
      where: { id: row.id },
      data: { plannedStart: wakeAt, ...again },
      select: { id: true },
    });
    await announce(changeMoved(row, "change.moved"));
    note({ wakeAt: wakeAt.toISOString(), atNextOpening: at === null, contentHash: row.contentHash });
    return row.id;
  },
});

/** The chosen time, when the calendar lets a change start then. @throws Problem `invalid_input` or `gate_refused` */
async function assertPlannable(tx: Tx, row: TargetedChange, at: Date, now: Date): Promise<Date> {
  const wrong = plannedStartRefusal(at, now);
  if (wrong !== null) throw new Problem("invalid_input", wrong, { issues: [{ path: "at", message: wrong }] });
  const facts = await loadChangeFacts(tx, { ...row, plannedStart: at }, { moment: "approve", now });
  const refusing = facts.gates.filter(({ id, verdict }) => ABOUT_TIME.includes(id) && verdict === "fail");
  if (refusing.length > 0) throw refusal(refusing);
  return at;
}

/** By then an approval would have lapsed, and the change be given back. @throws Problem `conflict` with both times */
function assertStillApproved({ until }: ApprovalState, wakeAt: Date, timeZone: string): void {
  if (until === null || wakeAt < until) return;
  throw new Problem(
    "conflict",
    `It would start on ${momentIn(wakeAt, timeZone)}, and its approvals count until ${momentIn(until, timeZone)} only. Choose an earlier time, or return it to draft and have it approved nearer to its start.`,
  );
}

/** @throws Problem `gate_refused` when no opening is in sight, or none that is long enough */
async function nextOpeningOf(tx: Tx, row: TargetedChange, now: Date): Promise<Date> {
  const facts = await loadChangeFacts(tx, { ...row, plannedStart: null }, { moment: "approve", now });
  const opening = openingFor(facts, now, now);
  if (opening !== null) return opening.from;
  throw refusal(facts.gates.filter(({ id, verdict }) => ABOUT_TIME.includes(id) && verdict !== "pass"));
}

const refusal = (gates: readonly Gate[]) =>
  new Problem(
    "gate_refused",
    `It cannot be scheduled so. ${gates.map(({ fact }) => fact).join(" ") || "No opening that is long enough is in sight."}`,
    { gates },
  );
