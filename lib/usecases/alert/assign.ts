import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { writeNotices } from "@/lib/data/notices";
import { publishNow } from "@/lib/data/outbox";
import { alertNumber } from "@/lib/domain/alert/state";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { peopleAmong } from "./people";
import { presentAlertNow } from "./present";
import { alertEvent } from "./raise";
import { alertTarget, decideAlert } from "./target";

/** Gives an alert to somebody with a role over it, or to nobody. */
export const assignAlert = command({
  action: "alert.assign",
  input: API.assignAlert.body.extend(API.assignAlert.params.shape),
  target: alertTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, afterCommit, note }) => {
    if (row.state === "resolved") throw new Problem("conflict", "This alert is over.");
    const { assigneeId, version } = input;
    const assignee = assigneeId === null ? null : (await peopleAmong(tx, row, [assigneeId]))[0];
    if (assignee === undefined)
      throw new Problem("invalid_input", "assigneeId: choose somebody with a role over this place.");
    await decideAlert(tx, row, version, { assigneeId });
    note({ title: row.title, assignee: assignee?.name ?? null });
    await announce(alertEvent("alert.assigned", row, row.id));
    if (assignee !== null && assignee.id !== ctx.actor.id) {
      const { tenantId, environmentId } = row;
      const where = { tenantId, environmentId, operationId: null, path: `/alerts/${row.id}` };
      const words = { title: `${alertNumber(row.number)} is yours: ${row.title}`, text: row.sentence };
      const told = await writeNotices(tx, where, [assignee.id], {
        occasion: "alert:given",
        words,
        now: ctx.now,
      });
      afterCommit(() => publishNow(ctx.db, ctx.ports.channel, told.events));
    }
    return presentAlertNow(ctx, tx, row.id);
  },
});
