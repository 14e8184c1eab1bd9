import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { command } from "../command";
import { overtaken } from "../last-edit";
import { endAlert } from "./record";
import { integrationEvent, integrationFacts } from "./rows";
import { integrationTarget } from "./target";

/** Removes an integration with its history; what stands about it ends. The audit log keeps what it was. */
export const removeIntegration = command({
  action: "integration.edit",
  input: API.removeIntegration.body.extend(API.removeIntegration.params.shape),
  target: integrationTarget,
  run: async ({ tx, ctx, input: { integrationId: id, version }, target: { row }, announce, note }) => {
    const { count } = await tx.integration.deleteMany({ where: { id, version } });
    if (count !== 1) throw await overtaken(tx, "integration.edit", row);
    await endAlert(tx, row, ctx.now);
    note({ what: "removed", integration: integrationFacts(row) });
    await announce(integrationEvent("integration.changed", id, row));
    return { removed: true as const };
  },
});
