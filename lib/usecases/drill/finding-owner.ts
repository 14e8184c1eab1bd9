import "server-only";
import type { Tx } from "@/lib/data/client";
import { mayOwn } from "./present";

type Drilled = { tenantId: string; environmentId: string; requesterId: string | null };

/**
 * Who mends what a drill finds by itself until somebody says otherwise: whom the tightest business process there names
 * with an address of a person who may do so, else whoever started the drill. Null where nobody is known.
 */
export async function findingOwner(
  tx: Tx,
  { tenantId, environmentId, requesterId }: Drilled,
): Promise<string | null> {
  const processes = await tx.businessProcess.findMany({
    where: { tenantId, OR: [{ environmentId: null }, { environmentId }] },
    orderBy: [{ rtoSeconds: "asc" }, { rpoSeconds: "asc" }, { name: "asc" }],
    select: { ownerContact: true },
    take: 50,
  });
  const contacts = processes.flatMap(({ ownerContact }) => ownerContact.toLowerCase().split(/[\s,;<>()]+/));
  const addresses = [...new Set(contacts)].filter((word) => word.includes("@"));
  const people = await tx.user.findMany({
    where: {
      ...mayOwn({ tenantId, environmentId }),
      OR: [
        { email: { in: addresses, mode: "insensitive" } },
        ...(requesterId === null ? [] : [{ id: requesterId }]),
      ],
    },
    select: { id: true, email: true },
    take: addresses.length + 1,
  });
  const named = addresses.flatMap((one) => people.find(({ email }) => email.toLowerCase() === one) ?? []);
  return named[0]?.id ?? people.find(({ id }) => id === requesterId)?.id ?? null;
}
