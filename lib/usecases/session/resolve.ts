import "server-only";
import type { Database } from "@/lib/data/client";
import { sessionCounts } from "@/lib/domain/access/session";
import type { Actor } from "../context";
import { heldInclude, lentGrants } from "../delegation/grants";
import { elevatedGrants } from "../elevation/grants";
import { grantOf } from "./grants";

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
    include: { user: { include: { roleBindings: true, heldDelegations: heldInclude(now) } } },
  });
  if (session === null) return null;
  if (!sessionCounts({ ...session, userDisabledAt: session.user.disabledAt }, now)) return null;
  if (now.getTime() - session.lastSeenAt.getTime() > SEEN_MS) {
    await db.prisma.session.updateMany({ where: { id: sessionId }, data: { lastSeenAt: now } });
  }
  const own = session.user.roleBindings.map(grantOf);
  return {
    kind: "person",
    id: session.userId,
    name: session.user.name,
    sessionId,
    grants: [
      ...own,
      ...lentGrants(session.user.heldDelegations, own),
      ...(await elevatedGrants(db.prisma, session.userId)),
    ],
  };
}
