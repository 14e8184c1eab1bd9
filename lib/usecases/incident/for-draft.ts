import "server-only";
import { z } from "zod";
import { Id } from "@/lib/contracts/api/resources/common";
import { ownedIn } from "@/lib/data/scope";
import { decide } from "@/lib/domain/access/decide";
import { incidentNumber } from "@/lib/domain/incident/state";
import { momentIn } from "@/lib/domain/shared/moment";
import { grantsOf } from "../context";
import { found, query } from "../query";
import { scopeOfIncident } from "./rows";

/** What a change that mends an incident begins from; the reader makes it theirs. */
export const incidentForDraft = query({
  action: "incident.read",
  input: z.object({ incidentId: Id }),
  run: async ({ ctx, scope, input }) => {
    const row = found(
      await ctx.db.prisma.incident.findFirst({
        where: { AND: [{ id: input.incidentId }, ownedIn(scope)] },
        select: {
          ...{ id: true, number: true, title: true, tenantId: true, environmentId: true },
          ...{ startedAt: true, statusText: true },
          environment: { select: { timeZone: true } },
        },
      }),
      "incident",
    );
    const number = incidentNumber(row.number);
    const emergency = decide(grantsOf(ctx.actor), "change.emergency", scopeOfIncident(row));
    return {
      id: row.id,
      number,
      environmentId: row.environmentId,
      title: `Mend ${number}: ${row.title}`.slice(0, 120),
      reason: `${number}, since ${momentIn(row.startedAt, row.environment.timeZone)}: ${row.title}`,
      communication: row.statusText,
      emergency: { allowed: emergency.allow, reason: emergency.allow ? null : emergency.reason },
    };
  },
});
