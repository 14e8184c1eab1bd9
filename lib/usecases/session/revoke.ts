import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";

/** Ends one of one's own sessions; the browser is out at its next request. Someone else's session does not exist. */
export const revokeSession = command({
  action: "session.revoke",
  input: API.revokeSession.params,
  target: async (tx, input, ctx) => {
    const row = await tx.session.findFirst({ where: { id: input.sessionId, userId: ctx.actor.id } });
    return (
      row && {
        row,
        // One's own session lies where one's own grant lies, whatever that covers.
        scope:
          ctx.actor.kind === "person"
            ? (ctx.actor.grants[0]?.scope ?? { level: "fleet" })
            : { level: "fleet" },
        kind: "session",
        id: row.id,
        name: "own session",
        tenantId: null,
        environmentId: null,
      }
    );
  },
  run: async ({ tx, ctx, target }) => {
    const { count } = await tx.session.updateMany({
      where: { id: target.id, revokedAt: null },
      data: { revokedAt: ctx.now },
    });
    if (count === 0) throw new Problem("conflict", "This session had ended already.");
    return { id: target.id };
  },
});
