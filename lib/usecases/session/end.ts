import "server-only";
import { appendAudit } from "@/lib/data/audit";
import type { Database } from "@/lib/data/client";

/** Ends a session by its own sign-out: the row is revoked, so that a copy of the cookie is worth nothing. */
export async function endSession(
  db: Database,
  sessionId: string,
  now: Date,
  correlationId: string,
): Promise<void> {
  await db.transaction(async (tx) => {
    const session = await tx.session.findUnique({
      where: { id: sessionId },
      include: { user: { select: { id: true, name: true } } },
    });
    if (session === null || session.revokedAt !== null) return;
    await tx.session.update({ where: { id: sessionId }, data: { revokedAt: now } });
    await appendAudit(tx, {
      at: now,
      actor: { kind: "person", ...session.user },
      action: "session.sign_out",
      target: { kind: "session", id: sessionId, name: "own session" },
      tenantId: null,
      environmentId: null,
      outcome: "done",
      facts: {},
      correlationId,
    });
  });
}
