import "server-only";
import type { LiveEvent } from "@/lib/contracts/events/live";
import { inReadScope, type ReadScope } from "@/lib/domain/access/decide";

/** Fleet-wide subjects carry no tenant and tell nothing but that they changed; a hold on the fleet stops everyone, a train crosses tenants. */
const FLEET_SUBJECTS = ["release", "hold", "train", "objective", "runbook", "calendar", "elevation"];

/** Whether a reader is told of an event: what lies in their scope; a notice only the one person it names. */
export function hears(reader: { id: string; scope: ReadScope }, event: LiveEvent): boolean {
  if (event.subject.kind === "notice") return event.subject.id === reader.id;
  return (
    inReadScope(reader.scope, event) ||
    (event.tenantId === null && FLEET_SUBJECTS.includes(event.subject.kind))
  );
}
