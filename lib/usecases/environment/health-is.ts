import "server-only";
import type { Prisma } from "@/lib/data/generated/client";
import { type HealthVerdict, STALE_AFTER_MS } from "@/lib/domain/health/environment";

/** `healthNow` as SQL: environments of which it says this at `now`. */
export function healthIs(health: HealthVerdict, now: Date): Prisma.EnvironmentWhereInput {
  const oldest = new Date(now.getTime() - STALE_AFTER_MS);
  if (health !== "unknown") return { health, observedAt: { gte: oldest } };
  return { OR: [{ health }, { observedAt: null }, { observedAt: { lt: oldest } }] };
}
