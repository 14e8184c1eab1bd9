import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Actor } from "../context";
import { heldInclude, lentGrants } from "../delegation/grants";
import { elevatedGrants } from "../elevation/grants";
import { grantOf } from "./grants";

type Person = Extract<Actor, { kind: "person" }>;

/**
 * A person with the rights they have now, for what Holdfast does on their behalf at a time they chose. Their name says
 * so wherever it is written down. Null when they do not sign in any more.
 */
export async function personNow(
  db: Tx,
  userId: string,
  { now, mark }: { now: Date; mark: string },
): Promise<Person | null> {
  const user = await db.user.findUnique({
    where: { id: userId },
    include: { roleBindings: true, heldDelegations: heldInclude(now) },
  });
  if (user === null || user.disabledAt !== null) return null;
  const own = user.roleBindings.map(grantOf);
  return {
    kind: "person",
    id: user.id,
    name: `${user.name} (${mark})`,
    sessionId: "none",
    grants: [...own, ...lentGrants(user.heldDelegations, own), ...(await elevatedGrants(db, user.id))],
  };
}
