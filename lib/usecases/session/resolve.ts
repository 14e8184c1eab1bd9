import "server-only";
import type { Database } from "@/lib/data/client";
import type { RoleBinding } from "@/lib/data/generated/client";
import type { Grant, Scope } from "@/lib/domain/access/decide";
import { sessionCounts } from "@/lib/domain/access/session";
import type { Actor } from "../context";

/** A session's last-seen time is written at most once a minute. */
const SEEN_MS = 60_000;

/** The person behind a session row as things stand now, or null when the session no longer counts. */
export async function resolveSession(
  db: Database,
  sessionId: string,
  now: Date,
): Promise<Extract<Actor, { kind: "person" }> | null> {
  const session = await db.prisma.session.findUnique({
    where: { id: sessionId },
    include: { user: { include: { roleBindings: true } } },
  });
  if (session === null) return null;
  if (!sessionCounts({ ...session, userDisabledAt: session.user.disabledAt }, now)) return null;
  if (now.getTime() - session.lastSeenAt.getTime() > SEEN_MS) {
    await db.prisma.session.updateMany({ where: { id: sessionId }, data: { lastSeenAt: now } });
  }
  return {
    kind: "person",
    id: session.userId,
    name: session.user.name,
    sessionId,
    grants: session.user.roleBindings.map(grantOf),
  };
}

const grantOf = (binding: RoleBinding): Grant => ({ role: binding.role, scope: scopeOf(binding) });

function scopeOf({ level, tenantId, environmentId }: RoleBinding): Scope {
  if (level === "environment" && tenantId !== null && environmentId !== null) {
    return { level, tenantId, environmentId };
  }
  if (level === "tenant" && tenantId !== null) return { level, tenantId };
  if (level === "fleet") return { level };
  throw new Error(`Role binding with level ${level} lacks its ids.`);
}
