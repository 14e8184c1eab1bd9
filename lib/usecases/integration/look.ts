import "server-only";
import type { Tx } from "@/lib/data/client";
import type { CheckAnswer } from "@/lib/domain/integration/check";
import type { Connectors } from "@/lib/ports/connectors";
import type { Seal } from "@/lib/ports/outside";
import { type IntegrationRow, integrationSeal, readCheck } from "./rows";

export type LookDependencies = { connectors: Connectors; seal: Seal };

/** Where an integration's environment lives, and what may be called from there. */
export type LookPlace = { clusterId: string; namespace: string; reach: readonly string[] };

export async function lookPlaceOf(tx: Tx, environmentId: string): Promise<LookPlace | null> {
  const row = await tx.environment.findUnique({
    where: { id: environmentId },
    select: { namespace: true, clusterId: true, cluster: { select: { reach: true } } },
  });
  return row && { clusterId: row.clusterId, namespace: row.namespace, reach: row.cluster.reach };
}

/** Carries out an integration's check once; null when there is none. Talks to the outside: never in a transaction. */
export async function look(
  { connectors, seal }: LookDependencies,
  row: IntegrationRow,
  place: LookPlace,
  signal: AbortSignal,
): Promise<CheckAnswer | null> {
  const check = readCheck(row.check);
  if (check === null) return null;
  const secret = row.sealedSecret === null ? null : opened(seal, row.sealedSecret, row.id);
  if (secret instanceof Error)
    return { outcome: "unknown", milliseconds: null, value: null, detail: secret.message };
  const answeredBefore = row.answeredAt !== null;
  return connectors.check({ check, secret, answeredBefore, ...place }, signal);
}

function opened(seal: Seal, sealed: Uint8Array, id: string): string | Error {
  try {
    return seal.open(sealed, integrationSeal(id));
  } catch {
    return new Error("Its secret cannot be opened with this installation's key: give it anew.");
  }
}
