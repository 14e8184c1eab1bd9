import "server-only";
import { z } from "zod";
import type { Database } from "@/lib/data/client";
import type { Seal } from "@/lib/ports/outside";
import { sealContext } from "@/lib/usecases/cluster/present";

const Sealed = z.object({ kubeconfig: z.string(), context: z.string().nullable() });

/** Opens the sealed kubeconfig of a registered cluster with the context it was registered for; null for an unknown id. */
export const kubeconfigLoader =
  (db: Database, seal: Seal) =>
  async (clusterId: string): Promise<{ kubeconfig: string; context: string | null } | null> => {
    const row = await db.prisma.cluster.findUnique({
      where: { id: clusterId },
      select: { name: true, sealedKubeconfig: true },
    });
    if (row === null) return null;
    return Sealed.parse(JSON.parse(seal.open(row.sealedKubeconfig, sealContext(row.name))));
  };
