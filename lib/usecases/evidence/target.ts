import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Release } from "@/lib/data/generated/client";
import type { Target } from "../command";

type Row = Pick<Release, "id" | "name" | "digest">;

/** The release a command acts on; releases belong to the fleet. */
export async function releaseTarget(tx: Tx, input: { releaseId: string }): Promise<Target<Row> | null> {
  const row = await tx.release.findUnique({
    where: { id: input.releaseId },
    select: { id: true, name: true, digest: true },
  });
  if (row === null) return null;
  return {
    ...{ row, scope: { level: "fleet" }, kind: "release", id: row.id, name: row.name },
    ...{ tenantId: null, environmentId: null },
  };
}

/** The live event of something that speaks for or against a release. */
export const releaseSpoken = (releaseId: string, type: string) => ({
  ...{ type, tenantId: null, environmentId: null },
  subject: { kind: "release" as const, id: releaseId },
});
