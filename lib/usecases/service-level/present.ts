import "server-only";
import type { ServiceLevel } from "@/lib/contracts/api/resources/service-level";
import type { Prisma } from "@/lib/data/generated/client";
import { burnsOf } from "@/lib/data/ledger/service-level-rows";
import { decide } from "@/lib/domain/access/decide";
import { type IndicatorId, indicatorOf, isIndicatorId } from "@/lib/domain/service-level/indicator";
import type { ObjectiveTerms } from "@/lib/domain/service-level/policy";
import { termsText } from "@/lib/domain/service-level/words";
import { Problem } from "@/lib/domain/shared/problem";
import { type Context, grantsOf } from "../context";

export const levelInclude = {
  environment: {
    select: {
      ...{ id: true, name: true, stage: true, timeZone: true },
      tenant: { select: { id: true, name: true, tier: true } },
    },
  },
} satisfies Prisma.ServiceLevelInclude;
export type LevelRow = Prisma.ServiceLevelGetPayload<{ include: typeof levelInclude }>;

/** Two turns and some: older than this what stands is of then, not of now. */
const STALE_MS = 5 * 60_000;

/** The indicator of a row. @throws Problem `not_found` for one that no longer exists */
export function indicatorIn({ indicator }: { indicator: string }): IndicatorId {
  if (!isIndicatorId(indicator)) throw new Problem("not_found", "There is no such objective any more.");
  return indicator;
}

export const termsOf = (row: Omit<ObjectiveTerms, "indicator"> & { indicator: string }): ObjectiveTerms => {
  const { limit, target, windowDays, hours, plannedDowntime } = row;
  return { indicator: indicatorIn(row), limit, target, windowDays, hours, plannedDowntime };
};

/** An objective as lists and its page show it. */
export function presentLevel(ctx: Context, row: LevelRow): ServiceLevel {
  const { tenantId, environmentId, enabled, measuredAt, alarm, alarmSince } = row;
  const { tenant, ...environment } = row.environment;
  const terms = termsOf(row);
  const decision = decide(grantsOf(ctx.actor), "service_level.edit", {
    level: "environment",
    tenantId,
    environmentId,
  });
  return {
    ...{ id: row.id, tenant: { id: tenant.id, name: tenant.name }, environment },
    ...{ title: indicatorOf(terms.indicator).title, terms: termsText(terms), ...terms },
    ...{ enabled, custom: row.custom, version: row.version, alarm: enabled ? alarm : "none" },
    ...{ budgetLeft: row.budgetLeft, attained: row.attained, burn: burnsOf(row.burns)[0] ?? null },
    alarmSince: enabled ? (alarmSince?.toISOString() ?? null) : null,
    measuredAt: measuredAt?.toISOString() ?? null,
    stale: enabled && measuredAt !== null && ctx.now.getTime() - measuredAt.getTime() > STALE_MS,
    can: { edit: { allowed: decision.allow, reason: decision.allow ? null : decision.reason } },
  };
}
