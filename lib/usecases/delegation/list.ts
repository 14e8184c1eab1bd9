import "server-only";
import type { Delegation, Delegations } from "@/lib/contracts/api/resources/governance";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { permits } from "@/lib/domain/access/decide";
import { ROLE_NAMES, type Role } from "@/lib/domain/access/roles";
import { DELEGABLE } from "@/lib/domain/change/delegation";
import { type Context, grantsOf } from "../context";
import { Nothing, query } from "../query";

const MOST = 50;
const MOST_PEOPLE = 200;
/** What is over is shown so long, in milliseconds. */
const SHOWN_MS = 90 * 24 * 3_600_000;

/** Whom the reader lends the right to decide, whose rights they hold, and what they could lend. */
export const listMyDelegations = query({
  action: "change.read",
  input: Nothing,
  run: ({ ctx }) => delegationsOf(ctx.db.prisma, ctx),
});

const include = {
  from: { select: { id: true, name: true } },
  to: { select: { id: true, name: true } },
  tenant: { select: { name: true } },
  environment: { select: { name: true } },
} satisfies Prisma.DelegationInclude;
type Row = Prisma.DelegationGetPayload<{ include: typeof include }>;

/** The same in the transaction that changed them. */
export async function delegationsOf(db: Tx, ctx: Context): Promise<Delegations> {
  const { id, kind } = ctx.actor;
  const since = { endsAt: { gt: new Date(ctx.now.getTime() - SHOWN_MS) } };
  const of = (where: Prisma.DelegationWhereInput): Promise<Row[]> =>
    kind === "person" ? delegations(db, { AND: [since, where] }) : Promise.resolve([]);
  const given = await of({ fromId: id });
  const held = await of({ toId: id });
  const lendable = grantsOf(ctx.actor).filter(
    (grant) => grant.lentBy === undefined && permits(grant, "delegation.give"),
  );
  const able = lendable.length > 0;
  return {
    given: given.map((row) => present(ctx, row)),
    held: held.map((row) => present(ctx, row)),
    scopes: able ? await scopesOf(db, ctx) : [],
    people: able ? await receiversOf(db, ctx) : [],
    can: { give: { allowed: able, reason: able ? null : "None of your roles may decide on changes." } },
  };
}

const delegations = (db: Tx, where: Prisma.DelegationWhereInput): Promise<Row[]> =>
  db.delegation.findMany({
    where,
    include,
    orderBy: [{ startsAt: "desc" }, { id: "desc" }],
    take: MOST,
  });

function present(ctx: Context, row: Row): Delegation {
  const state =
    row.revokedAt !== null
      ? "revoked"
      : row.endsAt <= ctx.now
        ? "over"
        : row.startsAt > ctx.now
          ? "coming"
          : "standing";
  const reason =
    row.fromId !== ctx.actor.id
      ? `Only ${row.from.name} takes it back.`
      : state === "over" || state === "revoked"
        ? "It has ended."
        : null;
  return {
    ...{ id: row.id, from: row.from, to: row.to, reason: row.reason, state },
    scope: row.environment?.name ?? row.tenant?.name ?? "Fleet",
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    can: { revoke: { allowed: reason === null, reason } },
  };
}

/** Each scope in which the reader decides, by name. */
async function scopesOf(db: Tx, ctx: Context): Promise<Delegations["scopes"]> {
  const bindings = await db.roleBinding.findMany({
    where: { userId: ctx.actor.id },
    include: { tenant: { select: { name: true } }, environment: { select: { name: true } } },
    take: MOST,
  });
  const scopes = bindings
    .filter(({ role }) => DELEGABLE[role] !== undefined)
    .map(({ level, tenantId, environmentId, tenant, environment }) => ({
      ...{ level, tenantId, environmentId },
      name: environment?.name ?? tenant?.name ?? "Fleet",
    }));
  const seen = new Map(scopes.map((scope) => [`${scope.tenantId} ${scope.environmentId}`, scope]));
  const fleet = [...seen.values()].some(({ level }) => level === "fleet");
  if (!fleet) return [...seen.values()];
  const tenants = await db.tenant.findMany({
    select: { id: true, name: true },
    orderBy: { name: "asc" },
    take: MOST,
  });
  return [
    ...seen.values(),
    ...tenants.map(({ id, name }) => ({
      level: "tenant" as const,
      ...{ tenantId: id, environmentId: null, name },
    })),
  ];
}

/** Who may hold what the reader can lend: by role, over the fleet or over what the reader's own roles cover. */
async function receiversOf(db: Tx, ctx: Context): Promise<Delegations["people"]> {
  const own = grantsOf(ctx.actor).filter(
    (grant) => grant.lentBy === undefined && grant.elevation === undefined && grant.role !== "service",
  );
  const roles = [...new Set(own.flatMap(({ role }) => (role === "service" ? [] : (DELEGABLE[role] ?? []))))];
  const tenantIds = own.flatMap(({ scope }) => (scope.level === "fleet" ? [] : [scope.tenantId]));
  const everywhere = own.some(({ scope }) => scope.level === "fleet");
  const holds: Prisma.RoleBindingWhereInput = {
    role: { in: roles },
    ...(everywhere ? {} : { OR: [{ level: "fleet" }, { tenantId: { in: tenantIds } }] }),
  };
  const people = await db.user.findMany({
    where: { disabledAt: null, id: { not: ctx.actor.id }, roleBindings: { some: holds } },
    select: { id: true, name: true, roleBindings: { where: holds, select: { role: true } } },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: MOST_PEOPLE,
  });
  return people.map(({ id, name, roleBindings }) => ({ id, name, roles: roleNames(roleBindings) }));
}

const roleNames = (bindings: readonly { role: Role }[]): string =>
  [...new Set(bindings.map(({ role }) => ROLE_NAMES[role]))].join(", ");
