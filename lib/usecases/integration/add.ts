import "server-only";
import { randomUUID } from "node:crypto";
import { API } from "@/lib/contracts/api/registry";
import { INTEGRATIONS_PER_ENVIRONMENT } from "@/lib/domain/integration/kinds";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { presentIntegration } from "./present";
import { integrationEvent, integrationFacts, integrationInclude } from "./rows";
import { integrationColumns, nameTaken } from "./save";

/** Writes down what an environment's ERP is connected to, and how that is checked. */
export const addIntegration = command({
  action: "integration.edit",
  input: API.addIntegration.body.extend(API.addIntegration.params.shape),
  target: async (tx, { environmentId }) => {
    const row = await tx.environment.findUnique({
      where: { id: environmentId },
      select: { id: true, name: true, tenantId: true },
    });
    if (row === null) return null;
    const { id, name, tenantId } = row;
    const scope = { level: "environment" as const, tenantId, environmentId: id };
    return { row, scope, kind: "environment", id, name, tenantId, environmentId: id };
  },
  run: async ({ tx, ctx, input, target: { row: environment }, announce, note }) => {
    const { environmentId, ...given } = input;
    const { tenantId } = environment;
    if ((await tx.integration.count({ where: { environmentId } })) >= INTEGRATIONS_PER_ENVIRONMENT)
      throw new Problem(
        "conflict",
        `${environment.name} has ${INTEGRATIONS_PER_ENVIRONMENT} integrations already. Remove one that is gone first.`,
      );
    const id = randomUUID();
    const columns = integrationColumns(given, null, id, ctx.ports.seal);
    const times = { since: ctx.now, dueAt: ctx.now, createdAt: ctx.now, updatedAt: ctx.now };
    const row = await tx.integration
      .create({ data: { id, tenantId, environmentId, ...columns, ...times }, include: integrationInclude })
      .catch(nameTaken(given.name));
    note({ what: "added", integration: integrationFacts(row) });
    await announce(integrationEvent("integration.changed", id, row));
    return presentIntegration(ctx, tx, row);
  },
});
