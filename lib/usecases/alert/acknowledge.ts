import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { moveAlert } from "@/lib/domain/alert/state";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { presentAlertNow } from "./present";
import { alertEvent } from "./raise";
import { alertTarget, decideAlert } from "./target";

/** Takes an alert on: it escalates no further, and is its taker's unless it is somebody else's already. */
export const acknowledgeAlert = command({
  action: "alert.acknowledge",
  input: API.acknowledgeAlert.body.extend(API.acknowledgeAlert.params.shape),
  target: alertTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    const next = moveAlert(row.state, "acknowledge");
    if (!next.ok) {
      const who = row.acknowledgedBy?.name ?? "Somebody";
      throw new Problem(
        "conflict",
        row.state === "resolved" ? "This alert is over." : `${who} has taken this alert on already.`,
      );
    }
    const silenced = row.silenceReason !== null;
    await decideAlert(tx, row, input.version, {
      state: next.value,
      ...{ acknowledgedAt: ctx.now, acknowledgedById: ctx.actor.id, nextStepAt: null },
      assigneeId: row.assigneeId ?? ctx.actor.id,
      // Who has it need not be told of it; what a silence holds back is told when that ends.
      pending: silenced && row.pending,
    });
    note({
      tier: row.tier,
      title: row.title,
      afterSeconds: Math.round((ctx.now.getTime() - row.raisedAt.getTime()) / 1_000),
    });
    await announce(alertEvent("alert.acknowledged", row, row.id));
    return presentAlertNow(ctx, tx, row.id);
  },
});
