import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Stage } from "@/lib/domain/catalog/stage";

type InRing = { trainRingId?: string | null };
export type ComingStages = (subject: InRing, tenantId: string) => readonly Stage[];

/** Which stages of a tenant the earlier rings of a car's train take its release through first. One query for all. */
export async function loadComingStages(db: Tx, subjects: readonly InRing[]): Promise<ComingStages> {
  const ringIds = [...new Set(subjects.flatMap(({ trainRingId }) => trainRingId ?? []))];
  if (ringIds.length === 0) return () => [];
  const rings = await db.trainRing.findMany({
    where: { id: { in: ringIds } },
    select: {
      id: true,
      position: true,
      train: {
        select: {
          rings: {
            select: {
              position: true,
              cars: { select: { tenantId: true, environment: { select: { stage: true } } } },
            },
          },
        },
      },
    },
  });
  const ringOf = new Map(rings.map((ring) => [ring.id, ring]));
  return ({ trainRingId }, tenantId) => {
    const own = ringOf.get(trainRingId ?? "");
    if (own === undefined) return [];
    return own.train.rings
      .filter(({ position }) => position < own.position)
      .flatMap(({ cars }) => cars)
      .filter((car) => car.tenantId === tenantId)
      .map(({ environment }) => environment.stage);
  };
}
