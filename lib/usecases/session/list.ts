import "server-only";
import type { SessionInfo } from "@/lib/contracts/api/resources/platform";
import type { Context } from "../context";

/** The browsers in which I am signed in now, latest first; at most 50. */
export async function listMySessions(ctx: Context): Promise<{ items: SessionInfo[] }> {
  const rows = await ctx.db.prisma.session.findMany({
    where: { userId: ctx.actor.id, revokedAt: null, expiresAt: { gt: ctx.now } },
    orderBy: { lastSeenAt: "desc" },
    take: 50,
  });
  const current = ctx.actor.kind === "person" ? ctx.actor.sessionId : null;
  return {
    items: rows.map((row) => ({
      id: row.id,
      userAgent: row.userAgent,
      createdAt: row.createdAt.toISOString(),
      lastSeenAt: row.lastSeenAt.toISOString(),
      expiresAt: row.expiresAt.toISOString(),
      current: row.id === current,
    })),
  };
}
