import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { look, lookPlaceOf } from "./look";
import { presentIntegration } from "./present";
import { recordCheck } from "./record";
import { integrationEvent, integrationInclude } from "./rows";
import { integrationTarget } from "./target";

const LIMIT_MS = 16_000;

/** Checks an integration now; the answer counts like a scheduled one. */
export const checkIntegration = command({
  action: "integration.check",
  input: API.checkIntegration.params,
  target: integrationTarget,
  prepare: async ({ ctx, row }) => {
    const place = await lookPlaceOf(ctx.db.prisma, row.environmentId);
    const answer = place && (await look(ctx.ports, row, place, AbortSignal.timeout(LIMIT_MS)));
    if (answer === null) throw new Problem("conflict", "Nobody has said how it is checked.");
    return { answer, at: new Date(), version: row.version };
  },
  run: async ({ tx, ctx, target: { row }, prepared: { answer, at, version }, note, announce }) => {
    await tx.$queryRaw`SELECT id FROM integration WHERE id = ${row.id}::uuid FOR UPDATE`;
    const fresh = await tx.integration.findUniqueOrThrow({
      where: { id: row.id },
      include: integrationInclude,
    });
    if (fresh.version !== version)
      throw new Problem("conflict", "Its check was changed meanwhile. Check it again.", { stale: true });
    await recordCheck(tx, fresh, answer, at);
    note({ outcome: answer.outcome, detail: answer.detail, milliseconds: answer.milliseconds });
    await announce(integrationEvent("integration.checked", row.id, row));
    const after = await tx.integration.findUniqueOrThrow({
      where: { id: row.id },
      include: integrationInclude,
    });
    return presentIntegration(ctx, tx, after);
  },
});
