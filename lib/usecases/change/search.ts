import "server-only";
import type { Tx } from "@/lib/data/client";
import { containing } from "@/lib/data/containing";
import type { Prisma } from "@/lib/data/generated/client";

/** Names that more than these bear narrow nothing down: then the first page is full before much is read. */
const FEW = 200;

/**
 * Changes by the words of their title, by their number ("CHG-12", "12"), by tenant, environment or release. Few names
 * are looked up first, so that what matches little is not looked for in every change's joined rows.
 */
export async function searchWhere(db: Tx, search: string): Promise<Prisma.ChangeWhereInput> {
  const [, prefix, digits] = /^(chg-?)?(\d{1,9})$/i.exec(search.trim()) ?? [];
  const number = digits === undefined ? [] : [{ number: Number(digits) }];
  if (prefix !== undefined) return { OR: number };
  const name = containing(search);
  const few = { where: { name }, select: { id: true }, take: FEW + 1 } as const;
  const tenants = await db.tenant.findMany(few);
  const environments = await db.environment.findMany(few);
  const releases = await db.release.findMany(few);
  return {
    OR: [
      { title: name },
      ...number,
      tenants.length > FEW ? { tenant: { name } } : { tenantId: { in: idsOf(tenants) } },
      environments.length > FEW ? { environment: { name } } : { environmentId: { in: idsOf(environments) } },
      releases.length > FEW ? { release: { name } } : { releaseId: { in: idsOf(releases) } },
    ],
  };
}

const idsOf = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id);
