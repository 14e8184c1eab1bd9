import "server-only";
import type { RoleBinding } from "@/lib/data/generated/client";
import type { Grant, Scope } from "@/lib/domain/access/decide";

/** A stored role binding as the rules look at it. @throws Error for one that lacks the ids of its level */
export const grantOf = (binding: RoleBinding): Grant => ({ role: binding.role, scope: scopeOf(binding) });

function scopeOf({ level, tenantId, environmentId }: RoleBinding): Scope {
  if (level === "environment" && tenantId !== null && environmentId !== null) {
    return { level, tenantId, environmentId };
  }
  if (level === "tenant" && tenantId !== null) return { level, tenantId };
  if (level === "fleet") return { level };
  throw new Error(`Role binding with level ${level} lacks its ids.`);
}
