import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Scope } from "@/lib/domain/access/decide";

export type Asked = {
  level: "fleet" | "tenant" | "environment";
  tenantId?: string | undefined;
  environmentId?: string | undefined;
};
export type Covered = {
  scope: Scope;
  id: string;
  name: string;
  tenantId: string | null;
  environmentId: string | null;
};

/** What a person means by a level and its ids; null when there is no such thing. */
export async function coveredPlace(tx: Tx, asked: Asked): Promise<Covered | null> {
  if (asked.level === "fleet")
    return {
      ...{ scope: { level: "fleet" }, id: "fleet", name: "the whole fleet" },
      ...{ tenantId: null, environmentId: null },
    };
  if (asked.level === "tenant") {
    const row = await tx.tenant.findUnique({
      where: { id: asked.tenantId ?? "" },
      select: { id: true, name: true },
    });
    if (row === null) return null;
    const tenantId = row.id;
    return { scope: { level: "tenant", tenantId }, ...row, tenantId, environmentId: null };
  }
  const row = await tx.environment.findUnique({
    where: { id: asked.environmentId ?? "" },
    select: { id: true, name: true, tenantId: true, tenant: { select: { name: true } } },
  });
  if (row === null || (asked.tenantId !== undefined && asked.tenantId !== row.tenantId)) return null;
  const { id, tenantId } = row;
  const scope = { level: "environment" as const, tenantId, environmentId: id };
  return { scope, id, name: `${row.tenant.name}, ${row.name}`, tenantId, environmentId: id };
}
