import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { resolveRefusal } from "@/lib/domain/alert/can";
import { moveAlert } from "@/lib/domain/alert/state";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { lockPlace } from "./book";
import { alertInclude, presentAlertNow, unreadOf } from "./present";
import { alertEvent } from "./raise";
import { alertTarget, decideAlert } from "./target";

/** Says that an alert is over, with what was done. What Holdfast still sees standing is not over by being called so. */
export const resolveAlert = command({
  action: "alert.resolve",
  input: API.resolveAlert.body.extend(API.resolveAlert.params.shape),
  target: alertTarget,
  run: async ({ tx, ctx, input, target, announce, note }) => {
    // What is told of the place meanwhile counts: nothing ends unseen between the question and the write.
    await lockPlace(tx, target.row);
    const row = await tx.alert.findUniqueOrThrow({ where: { id: target.row.id }, include: alertInclude });
    const next = moveAlert(row.state, "resolve");
    const refusal = resolveRefusal(row, unreadOf(row), ctx.now);
    if (!next.ok || refusal !== null) throw new Problem("conflict", refusal ?? "This alert is over.");
    await decideAlert(tx, row, input.version, {
      state: next.value,
      ...{ resolvedAt: ctx.now, resolvedNote: `${ctx.actor.name}: ${input.note}` },
      ...{ pending: false, silenceReason: null, nextStepAt: null, moreCauses: 0 },
    });
    await tx.alertRest.deleteMany({ where: { alertId: row.id } });
    await tx.alertCause.updateMany({
      where: { alertId: row.id, standing: true },
      data: { standing: false, endedAt: ctx.now },
    });
    note({ title: row.title, note: input.note });
    await announce(alertEvent("alert.resolved", row, row.id));
    return presentAlertNow(ctx, tx, row.id);
  },
});
