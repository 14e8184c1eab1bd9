import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { command } from "../command";
import { overtaken } from "../last-edit";
import { presentIntegration } from "./present";
import { endAlert, tellStanding } from "./record";
import { integrationEvent, integrationFacts, integrationInclude } from "./rows";
import { integrationColumns, isOtherCheck, nameTaken } from "./save";
import { integrationTarget } from "./target";

/** Changes an integration. Another check begins anew: what the old one saw says nothing of it. */
export const editIntegration = command({
  action: "integration.edit",
  input: API.editIntegration.body.extend(API.editIntegration.params.shape),
  target: integrationTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    const { integrationId: id, version, ...given } = input;
    const columns = integrationColumns(given, row, id, ctx.ports.seal);
    const anew = isOtherCheck(row, given.check);
    const { count } = await tx.integration
      .updateMany({
        where: { id, version },
        data: {
          ...columns,
          ...(anew ? unseen(ctx.now) : {}),
          ...{ dueAt: ctx.now, claimedUntil: null, updatedAt: ctx.now, version: { increment: 1 } },
        },
      })
      .catch(nameTaken(given.name));
    if (count !== 1) throw await overtaken(tx, "integration.edit", row);
    if (anew) {
      await tx.integrationReading.deleteMany({ where: { integrationId: id } });
      await endAlert(tx, row, ctx.now);
    }
    const after = await tx.integration.findUniqueOrThrow({ where: { id }, include: integrationInclude });
    if (!anew) await tellStanding(tx, after, ctx.now);
    note({ what: "edited", before: integrationFacts(row), after: integrationFacts(after) });
    await announce(integrationEvent("integration.changed", id, row));
    return presentIntegration(ctx, tx, after);
  },
});

const unseen = (now: Date) => ({
  ...{ state: "unknown" as const, since: now, sentence: "", lastError: "" },
  ...{ lastErrorAt: null, checkedAt: null, answeredAt: null },
});
