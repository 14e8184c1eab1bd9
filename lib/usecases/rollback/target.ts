import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { Problem } from "@/lib/domain/shared/problem";
import type { Target } from "../command";
import { confirmationFor } from "./can";
import { environmentInclude } from "./facts";

export type Row = Prisma.EnvironmentGetPayload<{ include: typeof environmentInclude }>;

/** The environment that goes back. */
export async function environmentTarget(
  tx: Tx,
  input: { environmentId: string },
): Promise<Target<Row> | null> {
  const row = await tx.environment.findUnique({
    where: { id: input.environmentId },
    include: environmentInclude,
  });
  if (row === null) return null;
  return {
    row,
    scope: { level: "environment", tenantId: row.tenantId, environmentId: row.id },
    kind: "environment",
    id: row.id,
    name: row.name,
    tenantId: row.tenantId,
    environmentId: row.id,
  };
}

/** @throws Problem `invalid_input` when its name was asked for and not typed */
export function assertConfirmed(row: Row, typed: string | undefined): void {
  const wanted = confirmationFor(row);
  if (wanted === null || typed === wanted) return;
  const message = `Type ${wanted} exactly: this environment is in production.`;
  throw new Problem("invalid_input", `confirmation: ${message}`, {
    issues: [{ path: "confirmation", message }],
  });
}
