import type { Privilege } from "@/lib/contracts/api/resources/platform";

export type PrivilegeGroup = {
  purpose: string;
  resource: string;
  held: readonly string[];
  missing: readonly string[];
};

const resourceName = (privilege: Privilege) =>
  privilege.group ? `${privilege.resource}.${privilege.group}` : privilege.resource;

/** Privileges with one purpose on one resource as one line, the lines that miss something first. */
export function groupPrivileges(privileges: readonly Privilege[]): readonly PrivilegeGroup[] {
  const groups = new Map<string, { purpose: string; resource: string; held: string[]; missing: string[] }>();
  for (const privilege of privileges) {
    const resource = resourceName(privilege);
    const key = `${privilege.purpose} ${resource}`;
    const group = groups.get(key) ?? { purpose: privilege.purpose, resource, held: [], missing: [] };
    (privilege.allowed ? group.held : group.missing).push(privilege.verb);
    groups.set(key, group);
  }
  return [...groups.values()].sort(
    (one, other) => Number(other.missing.length > 0) - Number(one.missing.length > 0),
  );
}
