import "server-only";
import type { Prisma } from "@/lib/data/generated/client";
import type { Hold as HeldBy } from "@/lib/domain/policy/hold";

export const holdInclude = {
  tenant: { select: { id: true, name: true, timeZone: true } },
  environment: { select: { id: true, name: true, timeZone: true } },
  placedBy: { select: { id: true, name: true } },
  liftedBy: { select: { id: true, name: true } },
} satisfies Prisma.HoldInclude;

export type HoldRow = Prisma.HoldGetPayload<{ include: typeof holdInclude }>;

/** Holds that stand at `now`, as SQL: the same rule as `isStanding`. */
export const standingAt = (now: Date): Prisma.HoldWhereInput => ({ liftedAt: null, expiresAt: { gt: now } });

/** What the domain's rules look at. */
export const asHold = (row: Omit<HeldBy, "owner"> & { placedBy: { name: string } }): HeldBy => ({
  id: row.id,
  level: row.level,
  tenantId: row.tenantId,
  environmentId: row.environmentId,
  reason: row.reason,
  owner: row.placedBy.name,
  expiresAt: row.expiresAt,
  liftedAt: row.liftedAt,
});

type Covered = {
  level: HoldRow["level"];
  tenant: { name: string } | null;
  environment: { name: string } | null;
};

/** What a hold covers, in words. */
export const coveredName = ({ environment, tenant }: Covered): string =>
  environment === null ? (tenant?.name ?? "the whole fleet") : environment.name;
