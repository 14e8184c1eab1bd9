import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Place } from "@/lib/domain/train/can";

type DraftRing = { name: string; bakeSeconds: number; environmentIds: readonly string[] };

/** The environments that rings name, in no order; one that does not exist is missing. */
export async function loadPlaces(tx: Tx, rings: readonly DraftRing[]): Promise<readonly Place[]> {
  return tx.environment.findMany({
    where: { id: { in: rings.flatMap(({ environmentIds }) => environmentIds) } },
    select: { id: true, tenantId: true, name: true },
  });
}

/** Writes a draft's rings with their cars, in place of those it had. */
export async function writeRings(
  tx: Tx,
  trainId: string,
  rings: readonly DraftRing[],
  places: readonly Place[],
): Promise<void> {
  const tenantOf = new Map(places.map(({ id, tenantId }) => [id, tenantId]));
  await tx.trainRing.deleteMany({ where: { trainId } });
  for (const [position, { name, bakeSeconds, environmentIds }] of rings.entries()) {
    const ring = await tx.trainRing.create({
      data: { trainId, position, name, bakeSeconds },
      select: { id: true },
    });
    await tx.trainCar.createMany({
      data: environmentIds.map((environmentId, index) => ({
        trainId,
        ringId: ring.id,
        environmentId,
        tenantId: tenantOf.get(environmentId) ?? "",
        position: index,
      })),
    });
  }
}
