import "server-only";
import type { Tx } from "@/lib/data/client";
import { isTaken } from "@/lib/data/taken";
import { Problem } from "@/lib/domain/shared/problem";

const wrong = (path: string, message: string) =>
  new Problem("invalid_input", `${path}: ${message}`, { issues: [{ path, message }] });

/** A process is tied to a production environment of its own tenant, or to all of them. */
export async function assertPlace(
  tx: Tx,
  tenant: { id: string; name: string },
  environmentId: string | null,
): Promise<void> {
  if (environmentId === null) return;
  const place = await tx.environment.findFirst({
    where: { id: environmentId, tenantId: tenant.id },
    select: { name: true, stage: true },
  });
  if (place === null) throw wrong("environmentId", `${tenant.name} has no such environment.`);
  if (place.stage !== "production")
    throw wrong("environmentId", `${place.name} is not production: objectives are promised there only.`);
}

/** Turns the unique index on (tenant, name) into a sentence. */
export const nameTaken =
  (name: string) =>
  (error: unknown): never => {
    throw isTaken(error) ? wrong("name", `There is a process “${name}” already.`) : error;
  };

/** What is said to whoever wrote on an older version of a process. */
export const staleProcess = () =>
  new Problem(
    "conflict",
    "Somebody else has changed this process meanwhile. Look at it as it is now, then edit.",
    {
      stale: true,
    },
  );
