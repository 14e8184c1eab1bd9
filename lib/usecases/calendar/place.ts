import "server-only";
import type { CalendarPlace } from "@/lib/contracts/api/resources/calendar";
import type { Tx } from "@/lib/data/client";
import { rightScope } from "@/lib/domain/calendar/can";
import type { CalendarScope } from "@/lib/domain/calendar/event";
import { Problem } from "@/lib/domain/shared/problem";
import type { Target } from "../command";

export type Place = { scope: CalendarScope; name: string };

const invalid = (path: string, message: string) =>
  new Problem("invalid_input", `${path}: ${message}`, { issues: [{ path, message }] });

/** The ids a level needs; any other would be a misunderstanding. */
const NEEDS = {
  fleet: [],
  industry: ["industry"],
  tenant: ["tenantId"],
  site: ["siteId"],
  environment: ["environmentId"],
} as const satisfies Record<CalendarPlace["level"], readonly string[]>;

const WORDS = {
  industry: "Name the industry.",
  tenantId: "Name the tenant.",
  siteId: "Name the site.",
  environmentId: "Name the environment.",
} as const;

/** Problem `invalid_input` when a level comes without what it covers, or with something else. */
function assertNamed(place: CalendarPlace): void {
  const needs: readonly string[] = NEEDS[place.level];
  for (const field of ["industry", "tenantId", "siteId", "environmentId"] as const) {
    const given = place[field] !== undefined && place[field] !== "";
    if (needs.includes(field) && !given) throw invalid(field, WORDS[field]);
    // The tenant may be said with its site or environment.
    const besides = field === "tenantId" && (place.level === "site" || place.level === "environment");
    if (given && !needs.includes(field) && !besides)
      throw invalid(field, `An event of level ${place.level} names none.`);
  }
}

/** Where an event shall count, and the right for it; null when there is no such thing. */
export async function placeTarget(tx: Tx, place: CalendarPlace): Promise<Target<Place> | null> {
  assertNamed(place);
  const found = await placeOf(tx, place);
  if (found === null) return null;
  const { scope } = found;
  const tenantId = "tenantId" in scope ? scope.tenantId : null;
  const environmentId = "environmentId" in scope ? scope.environmentId : null;
  return {
    row: found,
    scope: rightScope(scope),
    kind: "calendar",
    id: environmentId ?? tenantId ?? scope.level,
    name: found.name,
    tenantId,
    environmentId,
  };
}

async function placeOf(tx: Tx, place: CalendarPlace): Promise<Place | null> {
  const ofTenant = place.tenantId === undefined ? {} : { tenantId: place.tenantId };
  switch (place.level) {
    case "fleet":
      return { scope: { level: "fleet" }, name: "The whole fleet" };
    case "industry": {
      const industry = place.industry ?? "";
      const there = await tx.tenant.findFirst({ where: { industry }, select: { id: true } });
      return there === null ? null : { scope: { level: "industry", industry }, name: `Industry ${industry}` };
    }
    case "tenant": {
      const tenant = await tx.tenant.findUnique({
        where: { id: place.tenantId ?? "" },
        select: { id: true, name: true },
      });
      return tenant && { scope: { level: "tenant", tenantId: tenant.id }, name: tenant.name };
    }
    case "site": {
      const site = await tx.site.findFirst({
        where: { id: place.siteId ?? "", ...ofTenant },
        select: { id: true, name: true, tenantId: true },
      });
      return site && { scope: { level: "site", tenantId: site.tenantId, siteId: site.id }, name: site.name };
    }
    case "environment": {
      const row = await tx.environment.findFirst({
        where: { id: place.environmentId ?? "", ...ofTenant },
        select: { id: true, name: true, tenantId: true },
      });
      return (
        row && {
          scope: { level: "environment", tenantId: row.tenantId, environmentId: row.id },
          name: row.name,
        }
      );
    }
  }
}

/** A scope as the row's columns. */
export const scopeColumns = (scope: CalendarScope) => ({
  level: scope.level,
  industry: scope.level === "industry" ? scope.industry : null,
  tenantId: "tenantId" in scope ? scope.tenantId : null,
  siteId: scope.level === "site" ? scope.siteId : null,
  environmentId: scope.level === "environment" ? scope.environmentId : null,
});
