import "server-only";
import type { Database } from "@/lib/data/client";
import { tokenHash } from "@/lib/data/token";
import { serviceRights, tokenCounts } from "@/lib/domain/access/token";
import type { Actor } from "../context";

/** A token's last use is written at most once a minute. */
const USED_MS = 60_000;

/** The service identity a token belongs to, as things stand now; null when it counts no more or never did. */
export async function resolveToken(
  db: Database,
  token: string,
  now: Date,
): Promise<Extract<Actor, { kind: "service" }> | null> {
  const row = await db.prisma.serviceIdentity.findUnique({ where: { tokenHash: tokenHash(token) } });
  if (row === null || !tokenCounts(row, now)) return null;
  if (row.lastUsedAt === null || now.getTime() - row.lastUsedAt.getTime() > USED_MS) {
    await db.prisma.serviceIdentity.updateMany({ where: { id: row.id }, data: { lastUsedAt: now } });
  }
  const rights = serviceRights(row.rights);
  return {
    ...{ kind: "service", id: row.id, name: row.name },
    grants: [{ role: "service", scope: { level: "fleet" }, rights }],
  };
}
