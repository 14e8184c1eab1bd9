import type { Scope } from "./decide";

/** What two scopes share: the narrower one when it lies within the other, else nothing. */
export function sharedScope(one: Scope, other: Scope): Scope | null {
  if (one.level === "fleet") return other;
  if (other.level === "fleet") return one;
  if (one.tenantId !== other.tenantId) return null;
  if (one.level === "tenant") return other;
  if (other.level === "tenant") return one;
  return one.environmentId === other.environmentId ? one : null;
}
