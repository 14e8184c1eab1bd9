import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { Tx } from "@/lib/data/client";
import { type IndicatorId, indicatorOf } from "@/lib/domain/service-level/indicator";
import { termsProblem } from "@/lib/domain/service-level/policy";
import { Problem } from "@/lib/domain/shared/problem";
import { raiseFacts } from "../alert/raise";
import { command, type Target } from "../command";
import { storePolicy } from "../store-policy";
import { endOfAlarm } from "./judge";
import { type LevelRow, levelInclude, presentLevel } from "./present";

type Place = { row: LevelRow | null; environment: { id: string; tenantId: string } };

/** An objective lives with its environment, whether it has it already or not. */
async function levelTarget(
  tx: Tx,
  { environmentId, indicator }: { environmentId: string; indicator: IndicatorId },
): Promise<Target<Place> | null> {
  const environment = await tx.environment.findUnique({
    where: { id: environmentId },
    select: { id: true, name: true, tenantId: true },
  });
  if (environment === null) return null;
  const { tenantId, name } = environment;
  const row = await tx.serviceLevel.findUnique({
    where: { environmentId_indicator: { environmentId, indicator } },
    include: levelInclude,
  });
  return {
    row: { row, environment },
    scope: { level: "environment", tenantId, environmentId },
    ...{ kind: "service_level", id: row?.id ?? indicator },
    ...{ name: `${indicatorOf(indicator).title} of ${name}`, tenantId, environmentId },
  };
}

const factsOf = (row: LevelRow | null) =>
  row === null
    ? null
    : {
        ...{ limit: row.limit, target: row.target, windowDays: row.windowDays, hours: row.hours },
        ...{ plannedDowntime: row.plannedDowntime, enabled: row.enabled, custom: row.custom },
      };

/** Sets an objective of one environment. What was counted before stays as it was counted then. */
export const setServiceLevel = command({
  action: "service_level.edit",
  input: API.setServiceLevel.body.extend(API.setServiceLevel.params.shape),
  target: levelTarget,
  run: async ({ tx, ctx, input, target, note, announce }) => {
    const { version, environmentId, indicator, ...data } = input;
    const { row, environment } = target.row;
    const problem = termsProblem({ indicator, ...data });
    if (problem !== null) throw new Problem("invalid_input", problem);
    const written = { ...data, custom: true, sumUntil: null, updatedAt: ctx.now };
    await storePolicy(version, {
      create: () =>
        tx.serviceLevel.create({
          data: { ...written, environmentId, indicator, tenantId: environment.tenantId },
        }),
      update: () =>
        tx.serviceLevel.updateMany({
          where: { environmentId, indicator, version },
          data: {
            ...written,
            version: { increment: 1 },
            ...(data.enabled ? {} : { alarm: "none", alarmSince: null }),
          },
        }),
    });
    if (row !== null && row.alarm !== "none" && !data.enabled)
      await raiseFacts(tx, environmentId, [endOfAlarm(row.id, indicator, ctx.now)], ctx.now);
    const after = await tx.serviceLevel.findUniqueOrThrow({
      where: { environmentId_indicator: { environmentId, indicator } },
      include: levelInclude,
    });
    note({ before: factsOf(row), after: factsOf(after) });
    await announce(levelEvent(after));
    return presentLevel(ctx, after);
  },
});

const levelEvent = ({ tenantId, environmentId, id }: LevelRow) => ({
  ...{ type: "service_level.changed", tenantId, environmentId },
  subject: { kind: "objective" as const, id },
});

/** Lets an objective follow its tier again, from the next turn on; what the tier does not ask for goes then. */
export const followServiceLevel = command({
  action: "service_level.edit",
  input: API.followServiceLevel.params,
  target: async (tx, input) => {
    const target = await levelTarget(tx, input);
    return target === null || target.row.row === null ? null : target;
  },
  run: async ({ tx, ctx, target: { row: place }, note, announce }) => {
    const { row } = place;
    if (row === null) return { followed: false };
    await tx.serviceLevel.update({
      where: { id: row.id },
      data: { custom: false, enabled: true, updatedAt: ctx.now, version: { increment: 1 } },
    });
    note({ before: factsOf(row), after: "as its tier" });
    await announce(levelEvent(row));
    return { followed: true };
  },
});
