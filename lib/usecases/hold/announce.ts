import "server-only";
import type { Tx } from "@/lib/data/client";
import type { EventFact } from "@/lib/data/outbox";

/** Environments of one tenant that are told one by one; a reader beyond them sees the hold at the next look. */
const TOLD = 200;

type Told = { id: string; level: string; tenantId: string | null; environmentId: string | null };

/**
 * Who has to be told of a hold. A hold on a tenant is told to each of its environments too: someone whose role covers
 * only one of them is not told what concerns the tenant.
 */
export async function holdEvents(
  tx: Tx,
  type: "hold.placed" | "hold.lifted",
  hold: Told,
): Promise<EventFact[]> {
  const event = (environmentId: string | null): EventFact => ({
    type,
    tenantId: hold.tenantId,
    environmentId,
    subject: { kind: "hold", id: hold.id },
  });
  if (hold.level !== "tenant" || hold.tenantId === null) return [event(hold.environmentId)];
  const environments = await tx.environment.findMany({
    where: { tenantId: hold.tenantId },
    select: { id: true },
    orderBy: { id: "asc" },
    take: TOLD,
  });
  return [event(null), ...environments.map(({ id }) => event(id))];
}
