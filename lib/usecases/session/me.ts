import "server-only";
import type { Me } from "@/lib/contracts/api/resources/platform";
import type { Action } from "@/lib/domain/access/actions";
import { decide, permits } from "@/lib/domain/access/decide";
import { ROLE_NAMES } from "@/lib/domain/access/roles";
import { Problem } from "@/lib/domain/shared/problem";
import { type Context, grantsOf } from "../context";

/** Who I am, over what, and what the navigation may offer me. */
export async function getMe(ctx: Context): Promise<Me> {
  const user = await ctx.db.prisma.user.findUnique({
    where: { id: ctx.actor.id },
    include: {
      roleBindings: {
        include: { tenant: { select: { name: true } }, environment: { select: { name: true } } },
      },
    },
  });
  if (user === null) throw new Problem("not_signed_in", "Sign in first.");
  const somewhere = (action: Action) => {
    const able = grantsOf(ctx.actor).some((grant) => permits(grant, action));
    return { allowed: able, reason: able ? null : `None of your roles includes ${action}.` };
  };
  const fleetWide = (action: Action) => {
    const decision = decide(grantsOf(ctx.actor), action, { level: "fleet" });
    return { allowed: decision.allow, reason: decision.allow ? null : decision.reason };
  };
  return {
    id: user.id,
    name: user.name,
    email: user.email,
    timeZone: user.timeZone,
    mailNotices: user.mailNotices,
    roles: user.roleBindings.map(({ role, tenant, environment }) => ({
      role,
      name: ROLE_NAMES[role],
      scope: environment?.name ?? tenant?.name ?? "Fleet",
    })),
    can: {
      readClusters: fleetWide("cluster.read"),
      readServiceIdentities: fleetWide("service_identity.read"),
      registerCluster: fleetWide("cluster.register"),
      readAudit: somewhere("audit.read"),
      readElevations: somewhere("elevation.read"),
      draftChange: somewhere("change.draft"),
      draftTrain: somewhere("train.draft"),
      registerRelease: fleetWide("release.register"),
    },
  };
}
