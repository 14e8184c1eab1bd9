import "server-only";
import type { CalendarPlaces } from "@/lib/contracts/api/resources/calendar";
import { environmentsIn, tenantsIn } from "@/lib/data/scope";
import { decide } from "@/lib/domain/access/decide";
import { CALENDAR_KINDS, CALENDAR_LEVELS } from "@/lib/domain/calendar/event";
import { familyName, MODULE_FAMILY_IDS } from "@/lib/domain/calendar/family";
import { SELF_SERVICE, SELF_SERVICE_WORDS } from "@/lib/domain/calendar/self-service";
import { grantsOf } from "../context";
import { Nothing, query } from "../query";

/** Tenants a form offers; more than these are found by name on their own pages. */
const MOST_TENANTS = 200;
const MOST_OF_TENANT = 50;

/** Where the reader may put an event, and within which limits. */
export const getCalendarPlaces = query({
  action: "calendar.read",
  input: Nothing,
  run: async ({ ctx, scope }): Promise<CalendarPlaces> => {
    const tenants = await ctx.db.prisma.tenant.findMany({
      where: tenantsIn(scope),
      select: {
        id: true,
        name: true,
        industry: true,
        timeZone: true,
        sites: {
          select: { id: true, name: true, timeZone: true },
          orderBy: { name: "asc" },
          take: MOST_OF_TENANT,
        },
        environments: {
          where: environmentsIn(scope),
          select: { id: true, name: true, timeZone: true, stage: true },
          orderBy: [{ stage: "desc" }, { name: "asc" }],
          take: MOST_OF_TENANT,
        },
      },
      orderBy: { name: "asc" },
      take: MOST_TENANTS,
    });
    const grants = grantsOf(ctx.actor);
    const somewhere = grants.filter((grant) => decide([grant], "calendar.add", grant.scope).allow);
    const widest = grants.some((grant) => decide([grant], "calendar.govern", grant.scope).allow);
    const levelCan = (level: (typeof CALENDAR_LEVELS)[number]) => {
      const wide = level === "fleet" || level === "industry";
      const decision = decide(grants, "calendar.add", { level: "fleet" });
      const ofTenant = level === "tenant" || level === "site";
      const able = wide
        ? decision.allow
        : somewhere.some((grant) => !ofTenant || grant.scope.level !== "environment");
      const reason = able
        ? null
        : wide && !decision.allow
          ? decision.reason
          : "None of your roles lets you put anything into the calendar here.";
      return { level, can: { allowed: able, reason } };
    };
    return {
      levels: CALENDAR_LEVELS.map(levelCan),
      limits: widest ? null : SELF_SERVICE_WORDS,
      kinds: widest ? [...CALENDAR_KINDS] : [...SELF_SERVICE.kinds],
      industries: [...new Set(tenants.map(({ industry }) => industry))].toSorted(),
      tenants: tenants.map(({ industry: _industry, ...tenant }) => tenant),
      families: MODULE_FAMILY_IDS.map((name) => ({ name, words: familyName(name) })),
    };
  },
});
